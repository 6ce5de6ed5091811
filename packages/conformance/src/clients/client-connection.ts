/** One connection of a client under test, as the scripted server sees it: what came, when, how it ended. */
import type { WebSocket } from 'ws';

/** A client's frame as JSON.parse sees it. */
export interface ClientFrame {
  readonly op: number;
  readonly n?: unknown;
  readonly d?: Readonly<Record<string, unknown>>;
}

export class ClientConnection {
  readonly #socket: WebSocket;
  /** What the URL asked for. */
  readonly query: URLSearchParams;
  readonly frames: ClientFrame[] = [];
  readonly openedAtMs = performance.now();
  readonly beatsAtMs: number[] = [];
  /** From IDENTIFY. */
  token: unknown;
  readyAtMs: number | undefined;
  /** When the server closed it, or else when it was gone. */
  endedAtMs: number | undefined;

  constructor(socket: WebSocket, query: URLSearchParams) {
    this.#socket = socket;
    this.query = query;
  }

  get hasEnded(): boolean {
    return this.endedAtMs !== undefined;
  }

  /** Whether the query names this extension. */
  asksFor(extension: string): boolean {
    return this.query.get('extensions')?.split(',').includes(extension) ?? false;
  }

  send(frame: object): void {
    this.#socket.send(JSON.stringify(frame));
  }

  close(code: number): void {
    this.endedAtMs ??= performance.now();
    this.#socket.close(code, 'as the script says');
  }

  cut(): void {
    this.#socket.terminate();
  }
}
