/**
 * The socket in Node (and runtimes that speak its modules): `ws`, in every version.
 * Not the global WebSocket of Node 22 and later: that one cannot stop reading, so a slow consumer could
 * not hold the server back, and it cannot cut a dead link.
 *
 * What is sent within one turn of the event loop leaves in one write: the link is corked until its end.
 */
import type { Socket as TcpSocket } from 'node:net';
import { SERVER_FRAME_BYTES_MAX } from '@wearwire/protocol';
import { WebSocket } from 'ws';
import type { SocketFactory } from './socket-port.js';

const NO_FRAME_CODE = 1006;

/** Each message by itself, as the broker agrees to; short ones do not get shorter. */
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
    // Without a close frame: the operating system's word for it, such as ECONNREFUSED.
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
