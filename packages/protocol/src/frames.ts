/**
 * Frames by direction, in wire order. What a key means stands in docs/protocol.md.
 * `d` of SUBMIT and DISPATCH is opaque to a server (P-SUB-2); `ReadingMap` says what it holds by convention.
 */
import type * as Opcode from './opcodes.js';
import type { Role } from './roles.js';

/** A JSON object whose content is nobody's business here. */
export type OpaqueObject = { readonly [key: string]: unknown };

/** Client: is alive. Once each interval that HELLO told. */
export interface HeartbeatFrame {
  readonly op: typeof Opcode.Heartbeat;
}

/** Server: the answer to HEARTBEAT; a wearwire broker sends it when all that came before is stored (P-HB-5). */
export interface HeartbeatAckFrame {
  readonly op: typeof Opcode.HeartbeatAck;
  /** With the extension `position` only, to a consumer: the newest event of its stream. */
  readonly d?: { readonly last_seq: number };
}

/** Server: the first frame of a connection. */
export interface HelloFrame {
  readonly op: typeof Opcode.Hello;
  readonly d: {
    /** ms */
    readonly heartbeat_interval: number;
    /** What the server confirms of the client's query, by whatever names it has; absent: nothing. */
    readonly encoding?: string;
    readonly extensions?: readonly unknown[];
  };
}

/** Client: the first frame besides HEARTBEAT: a token that is good once, and the role that it was made for. */
export interface IdentifyFrame {
  readonly op: typeof Opcode.Identify;
  readonly d: {
    readonly token: string;
    readonly type: Role;
    /** Extension `resume`, of a consumer: go on behind this seq. */
    readonly after?: number;
    /** Extension `ack`, of a producer: who it is that numbers its SUBMITs. */
    readonly producer_id?: string;
  };
}

/** Extension `position`: where the developer's stream stands. */
export interface Position {
  /** Another one than before: the log was lost or rolled back. */
  readonly epoch: number;
  /** Oldest event that can be replayed; `last_seq` + 1 when there is none. */
  readonly first_seq: number;
  /** Newest event; 0 before the first. */
  readonly last_seq: number;
  /** How long events can be replayed, ms. */
  readonly retention_ms: number;
}

/** Server: the token was good. */
export interface ReadyFrame {
  readonly op: typeof Opcode.Ready;
  /** With the extension `position` only. */
  readonly d?: Position;
}

/** Server, to a consumer: one reading of one user, with its number. */
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

/** Producer: one reading of the user that its token names. */
export interface SubmitFrame {
  readonly op: typeof Opcode.Submit;
  readonly d: OpaqueObject;
  /** Event type; never empty. */
  readonly t: string;
  /** Extension `ack`: the producer's own rising number, from 1. */
  readonly n?: number;
}

/** Producer, extension `batch`: several readings of one type, each an event as if submitted by itself. */
export interface SubmitBatchFrame {
  readonly op: typeof Opcode.SubmitBatch;
  /** The readings, oldest first: 1 to `batchEventsMax`. */
  readonly d: readonly OpaqueObject[];
  /** Event type of all of them; never empty. */
  readonly t: string;
  /** Extension `ack`: the number of the first reading; each further reading has the next number. */
  readonly n?: number;
}

/** Consumer: asks for what it missed. */
export interface ReplayFrame {
  readonly op: typeof Opcode.Replay;
  /** Both bounds exclusive; without `before` up to the newest event. */
  readonly d: { readonly after: number; readonly before?: number };
}

/**
 * Producer: whether a sensor is linked. Not in the published protocol: an older server closes the
 * connection for it.
 */
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

/** Extension `replay-end`: what a REPLAY came to. */
export interface ReplayEndFrame {
  readonly op: typeof Opcode.ReplayEnd;
  readonly d: {
    /** The REPLAY's bounds; `before` is filled in where it was left out. */
    readonly after: number;
    readonly before: number;
    /** How many events were sent. */
    readonly sent: number;
    /** Oldest event that can still be replayed. */
    readonly first_available: number;
    /** Whether events of the range are gone. */
    readonly truncated: boolean;
  };
}

/** Extension `ack`: all SUBMITs up to `n` are in the log. */
export interface AckFrame {
  readonly op: typeof Opcode.Ack;
  readonly d: { readonly n: number };
}

/** Extension `reconnect`: the server stops soon; come back after a while. */
export interface ReconnectFrame {
  readonly op: typeof Opcode.Reconnect;
  readonly d: { readonly after_ms: number };
}

/** Extension `rejoin`: a token for the next connection, in case this one's link breaks. */
export interface RejoinFrame {
  readonly op: typeof Opcode.Rejoin;
  readonly d: {
    /** Good once. */
    readonly token: string;
    /** How long it is good after the link has ended. */
    readonly good_for_ms: number;
  };
}

/** What a producer may send. */
export type ProducerFrame =
  | HeartbeatFrame
  | IdentifyFrame
  | SubmitFrame
  | SubmitBatchFrame
  | StatusFrame;
/** What a consumer may send. */
export type ConsumerFrame = HeartbeatFrame | IdentifyFrame | ReplayFrame;
/** What a server may get. */
export type ClientFrame = ProducerFrame | ConsumerFrame;
/** What a client may get. */
export type ServerFrame =
  | HelloFrame
  | HeartbeatAckFrame
  | ReadyFrame
  | DispatchFrame
  | ReplayEndFrame
  | AckFrame
  | ReconnectFrame
  | RejoinFrame;
/** Any frame of either side. */
export type Frame = ClientFrame | ServerFrame;
