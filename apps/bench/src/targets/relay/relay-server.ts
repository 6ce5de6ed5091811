/**
 * The control: a minimal server on uWebSockets.js. It forwards each message of a producer to each consumer of its
 * stream unchanged, frame by frame: no session, no numbering, no checks, no storage. With `by-turn` it collects
 * the messages of one turn of the event loop and sends them in one cork, the fastest method of the library. Runs as a
 * program and prints its port.
 */
import { App, us_socket_local_port, type WebSocket } from 'uWebSockets.js';

interface Client {
  readonly isConsumer: boolean;
  readonly stream: string;
}

const HOST = '127.0.0.1';
const UNSENT_BYTES_MAX = 2 ** 30;

const [port = '0', mode] = process.argv.slice(2);
const isByTurn = mode === 'by-turn';
const consumers = new Map<string, Set<WebSocket<Client>>>();

/** For `by-turn`: received messages that have not been sent yet, per stream. */
let gathered = new Map<string, Buffer[]>();

function gather(stream: string, message: ArrayBuffer): void {
  if (gathered.size === 0) setImmediate(sendGathered);
  const messages = gathered.get(stream) ?? [];
  // The buffer is only valid until the handler returns.
  messages.push(Buffer.from(message.slice(0)));
  gathered.set(stream, messages);
}

function sendGathered(): void {
  const turn = gathered;
  gathered = new Map();
  for (const [stream, messages] of turn) {
    for (const consumer of consumers.get(stream) ?? []) {
      consumer.cork(() => {
        for (const message of messages) consumer.send(message, false);
      });
    }
  }
}

App()
  .ws<Client>('/:role/:stream', {
    maxPayloadLength: 1024 * 1024,
    maxBackpressure: UNSENT_BYTES_MAX,
    idleTimeout: 0,
    sendPingsAutomatically: false,
    upgrade: (response, request, context) => {
      response.upgrade<Client>(
        {
          isConsumer: request.getParameter(0) === 'consumer',
          stream: `${request.getParameter(1)}`,
        },
        request.getHeader('sec-websocket-key'),
        '',
        '',
        context,
      );
    },
    open: (socket) => {
      const { isConsumer, stream } = socket.getUserData();
      if (!isConsumer) return;
      const ofStream = consumers.get(stream) ?? new Set();
      ofStream.add(socket);
      consumers.set(stream, ofStream);
    },
    message: (socket, message, isBinary) => {
      const { stream } = socket.getUserData();
      if (isByTurn) return gather(stream, message);
      const ofStream = consumers.get(stream);
      if (ofStream !== undefined) for (const consumer of ofStream) consumer.send(message, isBinary);
    },
    close: (socket) => {
      const { isConsumer, stream } = socket.getUserData();
      if (isConsumer) consumers.get(stream)?.delete(socket);
    },
  })
  .listen(HOST, Number(port), (socket) => {
    if (socket === false) throw new Error(`cannot listen on ${HOST}:${port}`);
    process.stdout.write(`listening on ${us_socket_local_port(socket)}\n`);
  });
