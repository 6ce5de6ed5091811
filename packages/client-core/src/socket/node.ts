/**
 * The socket in Node (and runtimes that speak its modules): `ws`, in every version.
 * Not the global WebSocket of Node 22 and later: that one cannot stop reading, so a slow consumer could
 * not hold the server back, and it cannot cut a dead link.
 */
import { FRAME_BYTES_CUT } from '@wearwire/protocol';
import { WebSocket } from 'ws';
import type { Socket, SocketFactory, SocketHandlers } from './socket-port.js';

const NO_FRAME_CODE = 1006;

export const openSocket: SocketFactory = (url, handlers) => new NodeSocket(url, handlers);

class NodeSocket implements Socket {
  readonly #socket: WebSocket;

  constructor(url: string, handlers: SocketHandlers) {
    let cause: unknown;
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: FRAME_BYTES_CUT,
    });
    socket.on('open', () => handlers.opened());
    socket.on('message', (data, isBinary) => {
      const bytes = data as Buffer;
      handlers.message(isBinary ? bytes : bytes.toString());
    });
    socket.on('error', (error) => {
      cause = error;
    });
    socket.on('close', (code, reason) => {
      handlers.closed(code || NO_FRAME_CODE, reason.toString(), cause);
    });
    this.#socket = socket;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: string | Uint8Array): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(message);
  }

  close(code: number, reason: string): void {
    this.resume(); // The server's half of the handshake has to be read.
    this.#socket.close(code, reason);
  }

  destroy(): void {
    this.#socket.terminate();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}
