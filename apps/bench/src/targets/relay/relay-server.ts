/**
 * The control: the least that a server between producers and consumers could do on uWebSockets.js. Each
 * message of a producer goes to each consumer of its stream as it is, frame by frame: no session, no
 * number, no check, nothing kept, nothing gathered. Run as a program: prints its port.
 */
import { App, us_socket_local_port, type WebSocket } from 'uWebSockets.js';

interface Client {
  readonly isConsumer: boolean;
  readonly stream: string;
}

const HOST = '127.0.0.1';
const UNSENT_BYTES_MAX = 2 ** 30;

const consumers = new Map<string, Set<WebSocket<Client>>>();

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
      const others = consumers.get(stream) ?? new Set();
      others.add(socket);
      consumers.set(stream, others);
    },
    message: (socket, message, isBinary) => {
      const those = consumers.get(socket.getUserData().stream);
      if (those !== undefined) for (const consumer of those) consumer.send(message, isBinary);
    },
    close: (socket) => {
      const { isConsumer, stream } = socket.getUserData();
      if (isConsumer) consumers.get(stream)?.delete(socket);
    },
  })
  .listen(HOST, Number(process.argv[2] ?? 0), (socket) => {
    if (socket === false) throw new Error('the port is taken');
    process.stdout.write(`listening on ${us_socket_local_port(socket)}\n`);
  });
