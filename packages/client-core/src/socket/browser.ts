/**
 * The socket for browsers, workers and React Native: the global WebSocket. It cannot be paused. After `destroy` on a
 * dead link its close event fires only after the browser's own timeout; the session does not wait for it.
 */
import type { SocketFactory } from './socket-port.js';

export const openSocket: SocketFactory = (url, { opened, message, closed }) => {
  const socket = new WebSocket(url);
  socket.binaryType = 'arraybuffer';
  socket.onopen = opened;
  socket.onmessage = ({ data }) => {
    message(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer));
  };
  socket.onclose = ({ code, reason }) => closed(code, reason);
  return {
    get bufferedBytes() {
      return socket.bufferedAmount;
    },
    send(data) {
      if (socket.readyState !== WebSocket.OPEN) return;
      // The cast is safe: no codec encodes into a SharedArrayBuffer.
      socket.send(data as string | Uint8Array<ArrayBuffer>);
    },
    close: (code, reason) => socket.close(code, reason),
    destroy: () => socket.close(1000),
  };
};
