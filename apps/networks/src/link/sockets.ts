/** WebSockets over the link: a `SocketFactory` for a client, and one `ServerSocket` per connection for the server. */
import type { Socket, SocketFactory, SocketHandlers } from '@wearwire/client-core';
import { shakeHands } from './handshake.js';
import type { Link } from './link.js';
import { Stream } from './stream.js';

/** One round trip each for TCP, TLS 1.3 and the upgrade. */
const OPEN_ROUND_TRIPS = 3;
const ABNORMAL_CLOSURE = 1006;
/** Payload of a close frame: the code, without a reason. */
const CLOSE_PAYLOAD_BYTES = 2;

/** The server's side of a connection. */
export interface ServerSocket {
  readonly url: string;
  send(frame: object): void;
  close(code: number): void;
}

export interface ServerHandlers {
  opened(socket: ServerSocket): void;
  message(socket: ServerSocket, text: string): void;
  closed(socket: ServerSocket): void;
}

function frameBytes(payload: number, isMasked: boolean): number {
  return payload + (payload < 126 ? 2 : payload < 65_536 ? 4 : 10) + (isMasked ? 4 : 0);
}

class Connection {
  readonly socket: Socket;
  readonly serverSocket: ServerSocket;
  readonly #handlers: SocketHandlers;
  readonly #server: ServerHandlers;
  readonly #up: Stream;
  readonly #down: Stream;
  readonly #cancelHandshake: () => void;
  #isOpen = false;
  #isClosed = false;

  constructor(link: Link, url: string, handlers: SocketHandlers, server: ServerHandlers) {
    this.#handlers = handlers;
    this.#server = server;
    this.#up = new Stream(link, 'up');
    this.#down = new Stream(link, 'down');
    this.socket = this.#createSocket();
    this.serverSocket = {
      url,
      send: (frame) => this.#sendDown(JSON.stringify(frame)),
      close: (code) => this.#closeDown(code),
    };
    this.#cancelHandshake = shakeHands(link, OPEN_ROUND_TRIPS, () => {
      this.#isOpen = true;
      handlers.opened();
      server.opened(this.serverSocket);
    });
  }

  /** Ends the connection for both the client and the server. */
  end(code = ABNORMAL_CLOSURE): void {
    if (this.#isClosed) return;
    this.#release();
    this.#handlers.closed(code, '');
  }

  #createSocket(): Socket {
    const up = this.#up;
    return {
      get bufferedBytes() {
        return up.bufferedBytes;
      },
      send: (message) => {
        if (!this.#isOpen) return;
        const text = String(message);
        const bytes = frameBytes(Buffer.byteLength(text), true);
        up.write(bytes, () => this.#server.message(this.serverSocket, text));
      },
      close: (code) => up.write(frameBytes(CLOSE_PAYLOAD_BYTES, true), () => this.#closeDown(code)),
      destroy: () => this.#release(),
    };
  }

  #sendDown(text: string): void {
    const bytes = frameBytes(Buffer.byteLength(text), false);
    this.#down.write(bytes, () => this.#handlers.message(text));
  }

  #closeDown(code: number | undefined): void {
    this.#down.write(frameBytes(CLOSE_PAYLOAD_BYTES, false), () => this.end(code));
  }

  #release(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelHandshake();
    this.#up.close();
    this.#down.close();
    if (this.#isOpen) this.#server.closed(this.serverSocket);
  }
}

/** All WebSockets of a phone. */
export class Sockets {
  readonly socketFactory: SocketFactory;
  readonly #connections = new Set<Connection>();

  constructor(link: Link, server: ServerHandlers) {
    this.socketFactory = (url, handlers) => {
      const connection = new Connection(link, url, handlers, server);
      this.#connections.add(connection);
      return connection.socket;
    };
  }

  /** Ends all connections without a close frame; both sides detect it. */
  reset(): void {
    for (const connection of this.#connections) connection.end();
    this.#connections.clear();
  }
}
