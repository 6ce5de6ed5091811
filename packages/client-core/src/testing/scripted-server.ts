/**
 * An in-memory server that a test controls frame by frame, without network or clock. Pass
 * `server.socketFactory` to a client; each connection of the client is a `ScriptedConnection`.
 */
import type { Socket, SocketFactory, SocketHandlers } from '../socket/socket-port.js';

/** Options of a `ScriptedServer`: automatic answers and callbacks. */
export interface ScriptedServerOptions {
  /**
   * Whether to open connections, send HELLO, and answer IDENTIFY and HEARTBEATs automatically. Default true.
   */
  readonly auto?: boolean;
  /** Heartbeat interval in HELLO, in ms. Default 40,000. */
  readonly heartbeatIntervalMs?: number;
  /** Whether the client's sockets can be paused. Default true. */
  readonly canPause?: boolean;
  /** Extensions that HELLO confirms, requested or not. Default: none, as in the published protocol. */
  readonly confirms?: { readonly encoding?: string; readonly extensions?: readonly string[] };
  /** Decodes binary messages of a client. Without it, a client's `send` of a binary message throws. */
  readonly readBinary?: (message: Uint8Array) => unknown;
  /** Called with each new connection before it is opened. */
  readonly onConnection?: (connection: ScriptedConnection) => void;
  /** Called with each frame of a client. The automatic answer follows in a microtask. */
  readonly onFrame?: (frame: ScriptedFrame, connection: ScriptedConnection) => void;
}

/** A decoded frame of a client. */
export interface ScriptedFrame {
  readonly op: number;
  readonly t?: string;
  /** Extension `ack`. */
  readonly n?: number;
  readonly d?: { readonly [key: string]: unknown };
}

/** Pass `socketFactory` to a client; its connections appear in `connections`. */
export class ScriptedServer {
  readonly connections: ScriptedConnection[] = [];
  readonly socketFactory: SocketFactory;

  constructor(options: ScriptedServerOptions = {}) {
    this.socketFactory = (url, handlers) => {
      const connection = new ScriptedConnection(url, handlers, options);
      this.connections.push(connection);
      options.onConnection?.(connection);
      return connection.socket;
    };
  }

  /** The newest connection; throws when there is none. */
  get connection(): ScriptedConnection {
    const connection = this.connections.at(-1);
    if (!connection) throw new Error('no client has connected');
    return connection;
  }
}

/** The server side of one connection: received frames, and methods to answer. */
export class ScriptedConnection {
  readonly url: string;
  readonly socket: Socket;
  /** Frames that the client sent, in order. */
  readonly received: ScriptedFrame[] = [];
  /** How the client ended the connection: its close code, or `destroyed`. */
  endedBy: number | 'destroyed' | undefined;
  isPaused = false;
  /** The `bufferedBytes` that the client's socket reports. */
  bufferedBytes = 0;
  /** With `auto`: whether HEARTBEATs are ACKed. */
  acksHeartbeats = true;
  readonly #handlers: SocketHandlers;
  readonly #options: ScriptedServerOptions;
  #unread: (string | Uint8Array)[] = [];
  #isClosed = false;

  constructor(url: string, handlers: SocketHandlers, options: ScriptedServerOptions) {
    this.url = url;
    this.#handlers = handlers;
    this.#options = options;
    this.socket = this.#makeSocket(options.canPause ?? true);
    if (options.auto ?? true) {
      queueMicrotask(() => {
        this.open();
        this.hello();
      });
    }
  }

  /** The client's frames with this opcode. */
  receivedOf(op: number): ScriptedFrame[] {
    return this.received.filter((frame) => frame.op === op);
  }

  open(): void {
    if (!this.#isClosed) this.#handlers.opened();
  }

  hello(intervalMs = this.#options.heartbeatIntervalMs ?? 40_000): void {
    this.send({ op: 2, d: { heartbeat_interval: intervalMs, ...this.#options.confirms } });
  }

  /** `position`: the `d` of READY with the extension `position`. */
  ready(position?: object): void {
    this.send({ op: 4, ...(position && { d: position }) });
  }

  ack(): void {
    this.send({ op: 1 });
  }

  dispatch(seq: number, t = 'HEART_RATE', d: object = { ts: '2026-01-01T00:00:00Z', val: seq }) {
    this.send({ op: 5, d, uid: 'user-1', seq, t });
  }

  send(frame: unknown): void {
    this.sendRaw(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }

  sendRaw(data: string | Uint8Array): void {
    if (this.#isClosed) return;
    if (this.isPaused) this.#unread.push(data);
    else this.#handlers.message(data);
  }

  /** Closes the connection; 1006 simulates a broken link. */
  close(code: number, reason = ''): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handlers.closed(code, reason);
  }

  #readFrame(message: string | Uint8Array): ScriptedFrame {
    if (typeof message === 'string') return JSON.parse(message) as ScriptedFrame;
    const { readBinary } = this.#options;
    if (!readBinary) throw new Error('a client sent a binary message');
    return readBinary(message) as ScriptedFrame;
  }

  #answer(frame: ScriptedFrame): void {
    this.received.push(frame);
    if (this.#options.auto ?? true) {
      if (frame.op === 3) queueMicrotask(() => this.ready());
      if (frame.op === 0 && this.acksHeartbeats) queueMicrotask(() => this.ack());
    }
    this.#options.onFrame?.(frame, this);
  }

  #makeSocket(canPause: boolean): Socket {
    const connection = this;
    const base: Socket = {
      get bufferedBytes() {
        return connection.bufferedBytes;
      },
      send: (message) => {
        if (!this.#isClosed) this.#answer(this.#readFrame(message));
      },
      close: (code) => {
        this.endedBy = code;
        queueMicrotask(() => this.close(code));
      },
      destroy: () => {
        this.endedBy ??= 'destroyed';
        this.#isClosed = true;
      },
    };
    if (!canPause) return base;
    base.pause = () => {
      this.isPaused = true;
    };
    base.resume = () => {
      this.isPaused = false;
      const unread = this.#unread;
      this.#unread = [];
      for (const data of unread) this.sendRaw(data);
    };
    return base;
  }
}
