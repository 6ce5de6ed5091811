/**
 * The socket in browsers, workers and React Native: the global WebSocket. It cannot be paused, and a close
 * on a dead link ends late: the session has let go of it by then.
 */
import type { Socket, SocketFactory, SocketHandlers } from './socket-port.js';

export const openSocket: SocketFactory = (url, handlers) => new BrowserSocket(url, handlers);

class BrowserSocket implements Socket {
  readonly #socket: WebSocket;

  constructor(url: string, handlers: SocketHandlers) {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => handlers.opened();
    socket.onmessage = ({ data }) => {
      handlers.message(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer));
    };
    socket.onclose = ({ code, reason }) => handlers.closed(code, reason);
    this.#socket = socket;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: string | Uint8Array): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(message as string | Uint8Array<ArrayBuffer>); // Nobody shares its memory.
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  destroy(): void {
    this.#socket.close(1000);
  }
}
