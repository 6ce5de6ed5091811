/**
 * The socket for Node and runtimes with its modules: `ws`, in every version. The global WebSocket of Node 22
 * and later is not used: it cannot pause reading, which back-pressure needs, and it cannot terminate a dead
 * link.
 *
 * Messages sent in one turn of the event loop are written together: the socket is corked until the turn ends.
 */
import type { Socket as TcpSocket } from 'node:net';
import { SERVER_FRAME_BYTES_MAX } from '@wearwire/protocol';
import { WebSocket } from 'ws';
import type { SocketFactory } from './socket-port.js';

const NO_FRAME_CODE = 1006;

/** Compresses each message separately, as the broker requires, and not short ones, which would not shrink. */
const DEFLATE = {
  clientNoContextTakeover: true,
  serverNoContextTakeover: true,
  threshold: 512,
} as const;

export const openSocket: SocketFactory = (url, handlers, settings) => {
  let cause: NodeJS.ErrnoException | undefined;
  let status: number | undefined;
  let tcp: TcpSocket | undefined;
  let isCorked = false;
  const socket = new WebSocket(url, {
    perMessageDeflate: settings?.compression ? DEFLATE : false,
    followRedirects: false,
    maxPayload: SERVER_FRAME_BYTES_MAX,
  });
  const uncork = () => {
    isCorked = false;
    tcp?.uncork();
  };
  socket.on('upgrade', (response) => {
    tcp = response.socket;
  });
  socket.on('unexpected-response', (_request, response) => {
    status = response.statusCode;
    socket.terminate();
  });
  socket.on('open', () => handlers.opened());
  socket.on('message', (data, isBinary) => {
    const bytes = data as Buffer;
    handlers.message(isBinary ? bytes : bytes.toString());
  });
  socket.on('error', (error) => {
    cause ??= error;
  });
  socket.on('close', (code, reason) => {
    // Without a close frame the cause is an error of the operating system, such as ECONNREFUSED.
    const why = reason.toString() || (cause?.code && `connection lost (${cause.code})`) || '';
    handlers.closed(code || NO_FRAME_CODE, why, cause, status);
  });
  return {
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send(message) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (!isCorked) {
        isCorked = true;
        tcp?.cork();
        process.nextTick(uncork);
      }
      socket.send(message);
    },
    close(code, reason) {
      socket.resume(); // The server's half of the handshake has to be read.
      socket.close(code, reason);
    },
    destroy: () => socket.terminate(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
};
