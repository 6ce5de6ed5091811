/**
 * A relay with configurable faults, for tests of the benchmark: it forwards each event unchanged, but one of `every`
 * events is dropped, duplicated, swapped with the producer's next one, damaged or sent to another stream; or the relay
 * stalls for a time. It uses the wire of the bare relay. The first argument contains the settings as JSON.
 */
import { App, us_socket_local_port } from 'uWebSockets.js';

const {
  faults = [],
  diesAfter,
  stallAfterMs = Number.POSITIVE_INFINITY,
  stallMs,
} = JSON.parse(process.argv[2]);
const consumers = new Map();
let seen = 0;
/** Time of the first event. */
let firstMs = 0;
let hasStalled = false;

function stallWhenDue() {
  firstMs ||= performance.now();
  if (hasStalled || performance.now() < firstMs + stallAfterMs) return;
  hasStalled = true;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stallMs);
}

function sendTo(stream, message) {
  for (const consumer of consumers.get(stream) ?? []) consumer.send(message, false);
}

function pass(data, message) {
  const { held, stream } = data;
  if (++seen === diesAfter) process.exit();
  const fault = faults.find(({ every, at }) => seen % every === at)?.kind;
  if (fault === undefined) {
    sendTo(stream, message);
    if (held !== undefined) sendTo(stream, held);
    data.held = undefined;
    return;
  }
  const copy = Buffer.from(new Uint8Array(message));
  if (fault === 'double') for (let i = 0; i < 2; i++) sendTo(stream, message);
  if (fault === 'swap') data.held = copy;
  if (fault === 'misroute') sendTo(String(1 - Number(stream)), message);
  if (fault === 'damage') {
    copy[copy.indexOf('"ts"') + 2] = 88;
    sendTo(stream, copy);
  }
}

App()
  .ws('/:role/:stream', {
    maxBackpressure: 2 ** 30,
    upgrade: (response, request, context) => {
      const isConsumer = request.getParameter(0) === 'consumer';
      const data = { isConsumer, stream: String(request.getParameter(1)), held: undefined };
      response.upgrade(data, request.getHeader('sec-websocket-key'), '', '', context);
    },
    open: (socket) => {
      const { isConsumer, stream } = socket.getUserData();
      if (!isConsumer) return;
      const others = consumers.get(stream) ?? new Set();
      consumers.set(stream, others.add(socket));
    },
    message: (socket, message) => {
      stallWhenDue();
      pass(socket.getUserData(), message);
    },
    close: (socket) => {
      const { isConsumer, stream } = socket.getUserData();
      if (isConsumer) consumers.get(stream)?.delete(socket);
    },
  })
  .listen('127.0.0.1', 0, (socket) => {
    process.stdout.write(`listening on ${us_socket_local_port(socket)}\n`);
  });
