/** One connection of a client under test, on the side of the scripted server: its frames, their times, its end. */
import type { WebSocket } from 'ws';

/** A parsed frame of a client. */
export interface ClientFrame {
  readonly op: number;
  readonly n?: unknown;
  readonly d?: Readonly<Record<string, unknown>>;
}

export class ClientConnection {
  readonly #socket: WebSocket;
  /** Query of the connection's URL. */
  readonly query: URLSearchParams;
  readonly frames: ClientFrame[] = [];
  readonly openedAtMs = performance.now();
  readonly heartbeatsAtMs: number[] = [];
  /** Token in IDENTIFY. */
  token: unknown;
  readyAtMs: number | undefined;
  /** When the server sent its close frame, or when the connection ended without one. */
  endedAtMs: number | undefined;

  constructor(socket: WebSocket, query: URLSearchParams) {
    this.#socket = socket;
    this.query = query;
  }

  get hasEnded(): boolean {
    return this.endedAtMs !== undefined;
  }

  /** Whether the query requests this extension. */
  requests(extension: string): boolean {
    return this.query.get('extensions')?.split(',').includes(extension) ?? false;
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  close(code: number): void {
    this.endedAtMs ??= performance.now();
    this.#socket.close(code, 'closed by the script');
  }

  cut(): void {
    this.#socket.terminate();
  }
}
