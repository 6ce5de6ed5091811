/**
 * One connection: its socket, its heartbeat and the reading of its frames. Once `drop` was called nothing of
 * it is heard any more, however late the runtime tells of it.
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
  type ReplayEndFrame,
  type ServerFrame,
} from '@wearwire/protocol';
import type { Clock, Random } from './clock.js';
import { FrameError } from './errors.js';
import { type FrameCodec, frameOf, messageOf } from './frame-codec.js';
import { createHeartbeat, type Heartbeat } from './heartbeat.js';
import { askingUrl, NOTHING_NEGOTIATED } from './negotiation.js';
import { NO_FRAME_CODE, type SessionEvent } from './session-machine.js';
import type { Socket, SocketFactory } from './socket/socket-port.js';

/** What a server of extensions sends beside the published frames. */
export type ExtensionFrame = ReplayEndFrame | AckFrame;

export interface LinkPort {
  /** A step of the connection, for the session's machine. */
  readonly happened: (event: SessionEvent) => void;
  /** An event, or a frame of an extension that was negotiated. */
  readonly received: (frame: DispatchFrame | ExtensionFrame) => void;
  /** A HEARTBEAT leaves now, the `ordinal`-th of this connection. */
  readonly beatSent: ((ordinal: number) => void) | undefined;
  readonly beatAcked: (ordinal: number, tookMs: number) => void;
  readonly failed: (error: FrameError) => void;
}

export interface LinkOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly url: string;
  readonly socketFactory: SocketFactory;
  /** What is asked for in the URL. */
  readonly asked: Negotiated;
  readonly codec: FrameCodec | undefined;
}

export interface Link {
  readonly heartbeat: Heartbeat;
  /** What HELLO confirmed. */
  negotiated: Negotiated;
  /** Where the stream stood at READY; `undefined` without the extension `position`. */
  position: Position | undefined;
  readonly bufferedBytes: number;
  /** Starts to connect. */
  open(): void;
  /** Sends IDENTIFY; heartbeats begin. */
  identify(d: IdentifyFrame['d']): void;
  /** A message that is encoded already, or a frame. */
  send(message: string | Uint8Array | ClientFrame): void;
  /** Stops reading; returns whether the socket can do that. */
  pause(): boolean;
  resume(): void;
  close(code: number): void;
  drop(): void;
}

/** Frames that only those may take who negotiated the extension. */
const EXTENSION_OF: { readonly [op: number]: Extension } = {
  [Opcode.ReplayEnd]: 'replay-end',
  [Opcode.Ack]: 'ack',
  [Opcode.Reconnect]: 'reconnect',
};

export function createLink(options: LinkOptions, port: LinkPort): Link {
  const { clock, asked, codec } = options;
  let socket: Socket | undefined;
  let heartbeatIntervalMs = 0;
  let comeBackAtMs: number | undefined;
  let isFrameErrorTold = false;
  let isDropped = false;

  const happened = (event: SessionEvent) => {
    if (!isDropped) port.happened(event);
  };

  const closed = (code: number, reason: string, cause?: unknown) => {
    const comeBackInMs = comeBackAtMs && Math.max(0, comeBackAtMs - clock.now());
    happened({ type: 'closed', code, reason, cause, comeBackInMs });
  };

  const uses = (extension: Extension) => link.negotiated.extensions.includes(extension);

  /** Hot path of a consumer. */
  const take = (frame: ServerFrame) => {
    const extension = EXTENSION_OF[frame.op];
    if (extension && !uses(extension)) return;
    switch (frame.op) {
      case Opcode.HeartbeatAck:
        heartbeat.acked();
        break;
      case Opcode.Hello:
        heartbeatIntervalMs = frame.d.heartbeat_interval;
        link.negotiated = confirmationOf(frame.d, asked);
        happened({ type: 'hello' });
        break;
      case Opcode.Ready:
        if (uses('position')) link.position = frame.d;
        happened({ type: 'ready' });
        break;
      case Opcode.Reconnect:
        comeBackAtMs = clock.now() + frame.d.after_ms;
        break;
      default:
        port.received(frame);
    }
  };

  /** What is no frame is told once a connection: a server that is wrong is wrong often. */
  const read = (message: string | Uint8Array) => {
    if (isDropped) return;
    const frame = frameOf(message, codec);
    if (frame?.ok) return take(frame.value);
    const why = frame?.error ?? 'binary';
    if (why === 'unknown-opcode' || isFrameErrorTold) return;
    isFrameErrorTold = true;
    port.failed(new FrameError(why));
  };

  const send = (message: string | Uint8Array | ClientFrame) => {
    const isFrame = typeof message === 'object' && 'op' in message;
    socket?.send(isFrame ? messageOf(message, link.negotiated, codec) : message);
  };

  const heartbeat = createHeartbeat(clock, options.random, {
    send: (ordinal) => {
      port.beatSent?.(ordinal);
      send({ op: Opcode.Heartbeat });
    },
    acked: port.beatAcked,
    silent: () => happened({ type: 'silent' }),
  });

  const link: Link = {
    heartbeat,
    negotiated: NOTHING_NEGOTIATED,
    position: undefined,
    get bufferedBytes() {
      return socket?.bufferedBytes ?? 0;
    },
    open() {
      try {
        socket = options.socketFactory(askingUrl(options.url, asked), {
          opened: () => happened({ type: 'opened' }),
          message: read,
          closed,
        });
      } catch (cause) {
        closed(NO_FRAME_CODE, 'the socket could not be made', cause);
      }
    },
    identify(d) {
      heartbeat.start(heartbeatIntervalMs);
      send({ op: Opcode.Identify, d });
    },
    send,
    pause() {
      if (!socket?.pause) return false;
      socket.pause();
      heartbeat.hold(true);
      return true;
    },
    resume() {
      socket?.resume?.();
      heartbeat.hold(false);
    },
    close: (code) => socket?.close(code, ''),
    drop() {
      isDropped = true;
      heartbeat.stop();
      socket?.destroy();
    },
  };
  return link;
}
