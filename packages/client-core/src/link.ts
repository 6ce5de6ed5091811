/**
 * One connection: its socket, its heartbeat and the reading of its frames. Once `drop` was called nothing of
 * it is heard any more, however late the runtime tells of it.
 */
import {
  type DispatchFrame,
  decodeServerFrame,
  encodeFrame,
  type FrameErrorCode,
  Opcode,
} from '@wearwire/protocol';
import type { Clock, Random } from './clock.js';
import { FrameError } from './errors.js';
import { Heartbeat } from './heartbeat.js';
import type { Socket, SocketFactory } from './socket/socket-port.js';

const HEARTBEAT = encodeFrame({ op: Opcode.Heartbeat });
const NO_FRAME_CODE = 1006;

export interface LinkHandlers {
  opened(): void;
  hello(): void;
  ready(): void;
  dispatched(frame: DispatchFrame): void;
  beatSent(ordinal: number): void;
  beatAcked(ordinal: number): void;
  /** A HEARTBEAT was not ACKed in time. */
  silent(): void;
  frameFailed(error: FrameError): void;
  closed(code: number, reason: string, cause?: unknown): void;
}

export class Link {
  readonly heartbeat: Heartbeat;
  readonly #handlers: LinkHandlers;
  #socket: Socket | undefined;
  #heartbeatIntervalMs = 0;
  #frameErrorTold = false;
  #dropped = false;

  constructor(clock: Clock, random: Random, handlers: LinkHandlers) {
    this.#handlers = handlers;
    this.heartbeat = new Heartbeat(clock, random, {
      send: (ordinal) => {
        handlers.beatSent(ordinal);
        this.send(HEARTBEAT);
      },
      silent: () => handlers.silent(),
    });
  }

  get bufferedBytes(): number {
    return this.#socket?.bufferedBytes ?? 0;
  }

  open(url: string, factory: SocketFactory): void {
    const handlers = this.#handlers;
    try {
      this.#socket = factory(url, {
        opened: () => this.#dropped || handlers.opened(),
        message: (data) => this.#dropped || this.#read(data),
        closed: (code, reason, cause) => this.#dropped || handlers.closed(code, reason, cause),
      });
    } catch (cause) {
      handlers.closed(NO_FRAME_CODE, 'the socket could not be made', cause);
    }
  }

  startHeartbeat(): void {
    this.heartbeat.start(this.#heartbeatIntervalMs);
  }

  send(text: string): void {
    this.#socket?.send(text);
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

  /** Hot path of a consumer. */
  #read(data: string | Uint8Array): void {
    if (typeof data !== 'string') {
      this.#passOver('binary');
      return;
    }
    const frame = decodeServerFrame(data);
    if (!frame.ok) {
      if (frame.error !== 'unknown-opcode') this.#passOver(frame.error);
      return;
    }
    switch (frame.value.op) {
      case Opcode.Dispatch:
        this.#handlers.dispatched(frame.value);
        return;
      case Opcode.HeartbeatAck: {
        const ordinal = this.heartbeat.acked();
        if (ordinal !== undefined) this.#handlers.beatAcked(ordinal);
        return;
      }
      case Opcode.Hello:
        this.#heartbeatIntervalMs = frame.value.d.heartbeat_interval;
        this.#handlers.hello();
        return;
      case Opcode.Ready:
        this.#handlers.ready();
    }
  }

  /** Told once a connection: a server that is wrong is wrong often. */
  #passOver(why: FrameErrorCode | 'binary'): void {
    if (this.#frameErrorTold) return;
    this.#frameErrorTold = true;
    this.#handlers.frameFailed(new FrameError(why));
  }
}
