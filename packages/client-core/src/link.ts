/**
 * One connection: its socket, its heartbeat and the reading of its frames. Once `drop` was called nothing of
 * it is heard any more, however late the runtime tells of it.
 */
import {
  type AckFrame,
  type ClientFrame,
  type DispatchFrame,
  type Extension,
  type FrameErrorCode,
  type Negotiated,
  Opcode,
  type Position,
  type ReplayEndFrame,
  type ServerFrame,
} from '@wearwire/protocol';
import type { Clock, Random } from './clock.js';
import { FrameError } from './errors.js';
import { type FrameCodec, frameOf, messageOf } from './frame-codec.js';
import { Heartbeat } from './heartbeat.js';
import { askingUrl, confirmedOf, NOTHING_NEGOTIATED } from './negotiation.js';
import type { SessionEvent } from './session-machine.js';
import type { Socket, SocketFactory } from './socket/socket-port.js';

const NO_FRAME_CODE = 1006;

/** What a server of extensions sends beside the published frames. */
export type ExtensionFrame = ReplayEndFrame | AckFrame;

export interface LinkHandlers {
  /** A step of the connection, for the session's machine. */
  happened(event: SessionEvent): void;
  /** An event, or a frame of an extension that was negotiated. */
  received(frame: DispatchFrame | ExtensionFrame): void;
  beatSent(ordinal: number): void;
  beatAcked(ordinal: number): void;
  failed(error: FrameError): void;
}

/** Frames that only those may take who negotiated the extension. */
const EXTENSION_OF: { readonly [op: number]: Extension } = {
  [Opcode.ReplayEnd]: 'replay-end',
  [Opcode.Ack]: 'ack',
  [Opcode.Reconnect]: 'reconnect',
};

export class Link {
  readonly heartbeat: Heartbeat;
  readonly #clock: Clock;
  readonly #wanted: Negotiated;
  readonly #codec: FrameCodec | undefined;
  readonly #handlers: LinkHandlers;
  /** What HELLO confirmed. */
  negotiated = NOTHING_NEGOTIATED;
  /** Where the stream stood at READY; `undefined` without the extension `position`. */
  position: Position | undefined;
  #comeBackAtMs: number | undefined;
  #socket: Socket | undefined;
  #heartbeatIntervalMs = 0;
  #frameErrorTold = false;
  #dropped = false;

  constructor(
    clock: Clock,
    random: Random,
    ask: { readonly extensions: readonly Extension[]; readonly codec: FrameCodec | undefined },
    handlers: LinkHandlers,
  ) {
    this.#clock = clock;
    this.#codec = ask.codec;
    this.#wanted = {
      ...(ask.codec && { encoding: ask.codec.encoding }),
      extensions: ask.extensions,
    };
    this.#handlers = handlers;
    this.heartbeat = new Heartbeat(clock, random, {
      send: (ordinal) => {
        handlers.beatSent(ordinal);
        this.send({ op: Opcode.Heartbeat });
      },
      silent: () => handlers.happened({ type: 'silent' }),
    });
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedBytes ?? 0;
  }

  open(url: string, factory: SocketFactory): void {
    try {
      this.#socket = factory(askingUrl(url, this.#wanted), {
        opened: () => this.#happened({ type: 'opened' }),
        message: (data) => this.#dropped || this.#read(data),
        closed: (code, reason, cause) => this.#closed(code, reason, cause),
      });
    } catch (cause) {
      this.#closed(NO_FRAME_CODE, 'the socket could not be made', cause);
    }
  }

  startHeartbeat(): void {
    this.heartbeat.start(this.#heartbeatIntervalMs);
  }

  /** A message that is encoded already, or a frame. */
  send(message: string | Uint8Array | ClientFrame): void {
    const isFrame = typeof message === 'object' && 'op' in message;
    this.#socket?.send(isFrame ? messageOf(message, this.negotiated, this.#codec) : message);
  }

  /** Stops reading; returns whether the socket can do that. */
  pause(): boolean {
    if (!this.#socket?.pause) return false;
    this.#socket.pause();
    this.heartbeat.hold(true);
    return true;
  }

  resume(): void {
    this.#socket?.resume?.();
    this.heartbeat.hold(false);
  }

  close(code: number): void {
    this.#socket?.close(code, '');
  }

  drop(): void {
    this.#dropped = true;
    this.heartbeat.stop();
    this.#socket?.destroy();
  }

  #happened(event: SessionEvent): void {
    if (!this.#dropped) this.#handlers.happened(event);
  }

  #closed(code: number, reason: string, cause: unknown): void {
    const comeBackAtMs = this.#comeBackAtMs;
    const comeBackInMs = comeBackAtMs && Math.max(0, comeBackAtMs - this.#clock.now());
    this.#happened({ type: 'closed', code, reason, cause, comeBackInMs });
  }

  /** Hot path of a consumer. */
  #read(message: string | Uint8Array): void {
    const frame = frameOf(message, this.#codec);
    if (frame?.ok) this.#take(frame.value);
    else if (frame?.error !== 'unknown-opcode') this.#passOver(frame?.error ?? 'binary');
  }

  #take(frame: ServerFrame): void {
    const extension = EXTENSION_OF[frame.op];
    if (extension && !this.#uses(extension)) return;
    switch (frame.op) {
      case Opcode.HeartbeatAck: {
        const ordinal = this.heartbeat.acked();
        if (ordinal) this.#handlers.beatAcked(ordinal);
        return;
      }
      case Opcode.Hello:
        this.#heartbeatIntervalMs = frame.d.heartbeat_interval;
        this.negotiated = confirmedOf(frame, this.#wanted);
        this.#happened({ type: 'hello' });
        return;
      case Opcode.Ready:
        if (this.#uses('position')) this.position = frame.d;
        this.#happened({ type: 'ready' });
        return;
      case Opcode.Reconnect:
        this.#comeBackAtMs = this.#clock.now() + frame.d.after_ms;
        return;
      default:
        this.#handlers.received(frame);
    }
  }

  #uses(extension: Extension): boolean {
    return this.negotiated.extensions.includes(extension);
  }

  /** Told once a connection: a server that is wrong is wrong often. */
  #passOver(why: FrameErrorCode | 'binary'): void {
    if (this.#frameErrorTold) return;
    this.#frameErrorTold = true;
    this.#handlers.failed(new FrameError(why));
  }
}
