/**
 * Frames by direction, in wire order. What a key means stands in docs/protocol.md.
 * `d` of SUBMIT and DISPATCH is opaque to a server (P-SUB-2); `ReadingMap` says what it holds by convention.
 */
import type { Opcode, Role } from './opcodes.js';

/** A JSON object whose content is nobody's business here. */
export type OpaqueObject = { readonly [key: string]: unknown };

export interface HeartbeatFrame {
  readonly op: typeof Opcode.Heartbeat;
}

export interface HeartbeatAckFrame {
  readonly op: typeof Opcode.HeartbeatAck;
}

export interface HelloFrame {
  readonly op: typeof Opcode.Hello;
  /** `heartbeat_interval` in ms. */
  readonly d: { readonly heartbeat_interval: number };
}

export interface IdentifyFrame {
  readonly op: typeof Opcode.Identify;
  readonly d: { readonly token: string; readonly type: Role };
}

export interface ReadyFrame {
  readonly op: typeof Opcode.Ready;
}

export interface DispatchFrame {
  readonly op: typeof Opcode.Dispatch;
  readonly d: OpaqueObject;
  /** The user that the reading is of, as its token said. */
  readonly uid: string;
  /** Position in the developer's stream, from 1. */
  readonly seq: number;
  /** Event type, such as `HEART_RATE`. */
  readonly t: string;
}

export interface SubmitFrame {
  readonly op: typeof Opcode.Submit;
  readonly d: OpaqueObject;
  /** Event type; never empty. */
  readonly t: string;
}

export interface ReplayFrame {
  readonly op: typeof Opcode.Replay;
  /** Both bounds exclusive; without `before` up to the newest event. */
  readonly d: { readonly after: number; readonly before?: number };
}

export interface StatusFrame {
  readonly op: typeof Opcode.Status;
  /** Presence of the link between sensor and producer. */
  readonly d: {
    readonly connected: boolean;
    readonly device_id?: string;
    readonly source?: string;
    readonly reason?: string;
  };
}

export type ProducerFrame = HeartbeatFrame | IdentifyFrame | SubmitFrame | StatusFrame;
export type ConsumerFrame = HeartbeatFrame | IdentifyFrame | ReplayFrame;
export type ClientFrame = ProducerFrame | ConsumerFrame;
export type ServerFrame = HelloFrame | HeartbeatAckFrame | ReadyFrame | DispatchFrame;
export type Frame = ClientFrame | ServerFrame;
