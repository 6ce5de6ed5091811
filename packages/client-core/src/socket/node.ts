/**
 * The socket for Node and Node-compatible runtimes. Uses `ws` on every version of Node, because the global WebSocket
 * of Node 22 and later can neither pause reading, which back-pressure needs, nor terminate a dead connection.
 *
 * Messages sent in one tick are written together: the socket is corked until `process.nextTick`.
 */
import type { Socket as TcpSocket } from 'node:net';
import { SERVER_FRAME_BYTES_MAX } from '@wearwire/protocol';
import { WebSocket } from 'ws';
import { ABNORMAL_CLOSURE, type SocketFactory } from './socket-port.js';

/**
 * Compresses each message separately, as the broker requires. Short messages are sent uncompressed, because they
 * would not become shorter.
 */
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
    const closeReason = reason.toString() || (cause?.code && cause.code) || '';
    handlers.closed(code || ABNORMAL_CLOSURE, closeReason, cause, status);
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
      socket.resume(); // The server's close frame must be read.
      socket.close(code, reason);
    },
    destroy: () => socket.terminate(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  };
};
