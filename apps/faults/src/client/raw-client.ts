/**
 * A client without reconnects, retries or buffering. Our own clients would hide faults by reconnecting and
 * sending again.
 */
import { Opcode } from '@wearwire/protocol';
import { WebSocket } from 'ws';
import { type Role, requestToken, type Target } from './tokens.js';

export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** Called with the text of each frame; `op` is parsed from its first bytes (P-FR-8). */
export type OnFrame = (op: number, text: string) => void;

export interface RawClientOptions {
  /** Names of extensions, separated by commas. */
  readonly extensions?: string;
  readonly onFrame?: OnFrame;
  /** Further keys of IDENTIFY's `d`. */
  readonly identify?: Readonly<Record<string, unknown>>;
  readonly credentials?: string;
}

export class RawClient implements Disposable {
  readonly socket: WebSocket;
  readonly closed: Promise<Closed>;
  close: Closed | undefined;
  /** READY's `d`; `undefined` without the extension `position`. */
  position: { epoch: number; first_seq: number; last_seq: number } | undefined;
  #onFrame: OnFrame;
  readonly #waiters: { op: number; resolve: (text: string) => void }[] = [];

  private constructor(url: string, onFrame: OnFrame) {
    this.#onFrame = onFrame;
    this.socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true });
    this.socket.on('error', () => {});
    this.socket.on('message', (data: Buffer) => this.#onMessage(data.toString()));
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => {
        this.close = { code, reason: reason.toString() };
        resolve(this.close);
      });
    });
  }

  /** Opens a connection and waits for HELLO. Throws if it does not arrive. */
  static async open(target: Target, options: RawClientOptions = {}): Promise<RawClient> {
    const { extensions, onFrame = () => {} } = options;
    const query = extensions === undefined ? '' : `?extensions=${extensions}`;
    const client = new RawClient(target.url + query, onFrame);
    await client.next(Opcode.Hello);
    return client;
  }

  /** Opens a connection, identifies and waits for READY. Throws if it does not arrive. */
  static async identified(
    target: Target,
    role: Role,
    options: RawClientOptions = {},
  ): Promise<RawClient> {
    const token = await requestToken(target, role, options.credentials);
    const client = await RawClient.open(target, options);
    const type = typeof role === 'string' ? 1 : 0;
    const ready = client.next(Opcode.Ready);
    client.send(JSON.stringify({ op: 3, d: { token, type, ...options.identify } }));
    client.position = JSON.parse(await ready).d;
    return client;
  }

  set onFrame(listener: OnFrame) {
    this.#onFrame = listener;
  }

  get isOpen(): boolean {
    return this.close === undefined;
  }

  send(text: string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
  }

  /** The next frame with this opcode. Rejects if the connection is closed first, or after the timeout. */
  next(op: number, timeoutMs = 180_000): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no frame of opcode ${op}`)), timeoutMs);
      this.#waiters.push({
        op,
        resolve: (text) => {
          clearTimeout(timer);
          resolve(text);
        },
      });
      this.closed.then(({ code, reason }) => {
        clearTimeout(timer);
        reject(new Error(`closed with ${code} ${reason} before a frame of opcode ${op}`));
      });
    });
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }

  #onMessage(text: string): void {
    // {"op":N or {"op":NN
    const op = Number.parseInt(text.slice(6, 8), 10);
    this.#onFrame(op, text);
    const index = this.#waiters.findIndex((waiter) => waiter.op === op);
    if (index >= 0) this.#waiters.splice(index, 1)[0]?.resolve(text);
  }
}
