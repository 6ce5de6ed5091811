/**
 * One connection: socket, heartbeat, liveness and decoding of frames. After `drop` it reports nothing more,
 * even if the runtime still delivers events of the socket.
 */
import {
  type AckFrame,
  type ClientFrame,
  confirmationOf,
  type DispatchFrame,
  type Extension,
  type IdentifyFrame,
  type Negotiated,
  Opcode,
  type Position,
  type RejoinFrame,
  type ReplayEndFrame,
  type ServerFrame,
} from '@wearwire/protocol';
import type { Clock, Random } from './clock.js';
import { FrameError } from './errors.js';
import { type FrameCodec, frameOf, messageOf } from './frame-codec.js';
import { Heartbeat } from './heartbeat.js';
import { Liveness } from './liveness.js';
import { NOTHING_NEGOTIATED, urlWithQuery } from './negotiation.js';
import type { SessionEvent } from './session-events.js';
import {
  ABNORMAL_CLOSURE,
  type Socket,
  type SocketFactory,
  type SocketHandlers,
} from './socket/socket-port.js';

/** Frames of extensions that the session passes to its client. */
export type ExtensionFrame = ReplayEndFrame | AckFrame;

export interface LinkPort {
  /** Passes an event of the connection to the session machine. */
  readonly happened: (event: SessionEvent) => void;
  /** An event, or a frame of an extension that was negotiated. */
  readonly received: (frame: DispatchFrame | ExtensionFrame) => void;
  /** The `ordinal`-th HEARTBEAT of this connection is being sent. */
  readonly beatSent: ((ordinal: number) => void) | undefined;
  readonly beatAcked: (ordinal: number, durationMs: number) => void;
  readonly failed: (error: FrameError) => void;
}

export interface LinkOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly url: string;
  readonly socketFactory: SocketFactory;
  readonly compression: boolean;
  /** Extensions requested in the URL. */
  readonly requested: Negotiated;
  readonly codec: FrameCodec | undefined;
  readonly deadLinkMs: number;
  readonly heartbeatMaxMs: number;
}

/** Frames that are accepted only if their extension was negotiated. */
const EXTENSION_OF: { readonly [op: number]: Extension } = {
  [Opcode.ReplayEnd]: 'replay-end',
  [Opcode.Ack]: 'ack',
  [Opcode.Reconnect]: 'reconnect',
  [Opcode.Rejoin]: 'rejoin',
};

export class Link {
  readonly heartbeat: Heartbeat;
  readonly liveness: Liveness;
  readonly #options: LinkOptions;
  readonly #port: LinkPort;
  /** Extensions and encoding confirmed in HELLO. */
  negotiated = NOTHING_NEGOTIATED;
  /** Position of the stream at READY or the last HEARTBEAT_ACK; `undefined` without the extension `position`. */
  position: Position | undefined;
  /** Token for the next connection, if the server sent one (extension `rejoin`). */
  rejoin: RejoinFrame['d'] | undefined;
  /** Minimum measured round trip, in ms: of IDENTIFY and of heartbeats. */
  roundTripMs: number | undefined;
  #reconnectAtMs: number | undefined;
  #socket: Socket | undefined;
  #heartbeatIntervalMs = 0;
  #identifiedAtMs = 0;
  #isFrameErrorReported = false;
  #isDropped = false;

  constructor(options: LinkOptions, port: LinkPort) {
    this.#options = options;
    this.#port = port;
    this.heartbeat = new Heartbeat(options.clock, options.random, {
      send: (ordinal) => {
        port.beatSent?.(ordinal);
        this.send({ op: Opcode.Heartbeat });
        this.liveness.expect('heartbeat', true);
      },
      acked: (ordinal, durationMs) => {
        this.liveness.expect('heartbeat', this.heartbeat.isPending);
        this.#recordRoundTrip(durationMs);
        port.beatAcked(ordinal, durationMs);
      },
      silent: () => this.#happened({ type: 'silent' }),
    });
    this.liveness = new Liveness(options.clock, options.deadLinkMs, {
      bufferedBytes: () => this.bufferedBytes,
      dead: () => this.#happened({ type: 'silent' }),
    });
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedBytes ?? 0;
  }

  /** Starts to connect. */
  open(): void {
    const { requested, compression, socketFactory, url } = this.#options;
    try {
      const handlers: SocketHandlers = {
        opened: () => this.#happened({ type: 'opened' }),
        message: (data) => this.#isDropped || this.#read(data),
        closed: (...how) => this.#closed(...how),
      };
      this.#socket = socketFactory(urlWithQuery(url, requested), handlers, { compression });
    } catch (cause) {
      this.#closed(ABNORMAL_CLOSURE, 'the socket could not be created', cause);
    }
  }

  /** Sends IDENTIFY and starts the heartbeats. */
  identify(d: IdentifyFrame['d']): void {
    const { clock, heartbeatMaxMs } = this.#options;
    this.heartbeat.start(this.#heartbeatIntervalMs, heartbeatMaxMs);
    this.#identifiedAtMs = clock.now();
    this.send({ op: Opcode.Identify, d });
  }

  /** Sends a frame, or its JSON text. */
  send(message: string | ClientFrame): void {
    const data =
      typeof message === 'string'
        ? message
        : messageOf(message, this.negotiated, this.#options.codec);
    this.liveness.sent(data.length);
    this.#socket?.send(data);
  }

  /** Sends a HEARTBEAT; unless any data arrives within this time, the link counts as dead. */
  probe(limitMs: number): void {
    this.heartbeat.beat();
    this.liveness.shortenLimit(limitMs);
  }

  /** Pauses or resumes reading. Returns whether the socket supports it. */
  setPaused(isPaused: boolean): boolean {
    const socket = this.#socket;
    if (!socket?.pause) return false;
    if (isPaused) socket.pause();
    else socket.resume?.();
    this.heartbeat.setPaused(isPaused);
    this.liveness.setPaused(isPaused);
    return true;
  }

  close(code: number): void {
    this.#socket?.close(code, '');
  }

  drop(): void {
    this.#isDropped = true;
    this.heartbeat.stop();
    this.liveness.stop();
    this.#socket?.destroy();
  }

  #happened(event: SessionEvent): void {
    if (!this.#isDropped) this.#port.happened(event);
  }

  #recordRoundTrip(durationMs: number): void {
    this.roundTripMs = Math.min(durationMs, this.roundTripMs ?? durationMs);
  }

  #closed(code: number, reason: string, cause: unknown, status?: number): void {
    const reconnectAtMs = this.#reconnectAtMs;
    const reconnectInMs = reconnectAtMs && Math.max(0, reconnectAtMs - this.#options.clock.now());
    this.#happened({ type: 'closed', code, reason, cause, status, reconnectInMs });
  }

  /** Hot path of a consumer. An invalid frame is reported once per connection, since more are likely. */
  #read(message: string | Uint8Array): void {
    this.liveness.heard();
    const frame = frameOf(message, this.#options.codec);
    if (frame?.ok) {
      this.#handle(frame.value);
      return;
    }
    const reason = frame?.error ?? 'binary';
    if (reason === 'unknown-opcode' || this.#isFrameErrorReported) return;
    this.#isFrameErrorReported = true;
    this.#port.failed(new FrameError(reason));
  }

  #handle(frame: ServerFrame): void {
    const extension = EXTENSION_OF[frame.op];
    if (extension && !this.#uses(extension)) return;
    switch (frame.op) {
      case Opcode.HeartbeatAck:
        if (frame.d && this.position) this.position = { ...this.position, ...frame.d };
        this.heartbeat.acked();
        break;
      case Opcode.Hello:
        this.#heartbeatIntervalMs = frame.d.heartbeat_interval;
        this.negotiated = confirmationOf(frame.d, this.#options.requested);
        this.#happened({ type: 'hello' });
        break;
      case Opcode.Ready:
        if (this.#uses('position')) this.position = frame.d;
        this.#recordRoundTrip(this.#options.clock.now() - this.#identifiedAtMs);
        this.#happened({ type: 'ready' });
        break;
      case Opcode.Rejoin:
        this.rejoin = frame.d;
        break;
      case Opcode.Reconnect:
        this.#reconnectAtMs = this.#options.clock.now() + frame.d.after_ms;
        break;
      default:
        this.#port.received(frame);
    }
  }

  #uses(extension: Extension): boolean {
    return this.negotiated.extensions.includes(extension);
  }
}
