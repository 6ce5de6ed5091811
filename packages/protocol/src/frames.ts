/**
 * Types of the frames by direction, with keys in wire order. docs/protocol.md defines the keys.
 * `d` of SUBMIT and DISPATCH is opaque to a server (P-SUB-2); `ReadingMap` has its content by convention.
 *
 * Over 250 lines, because the types are one list.
 */
import type * as Opcode from './opcodes.js';
import type { Role } from './roles.js';

/** A JSON object with any content. */
export type OpaqueObject = { readonly [key: string]: unknown };

/** From a client: keeps the connection open. Sent once per heartbeat interval of HELLO. */
export interface HeartbeatFrame {
  readonly op: typeof Opcode.Heartbeat;
}

/**
 * From the server: the response to HEARTBEAT. A wearwire broker sends it once all earlier SUBMITs are stored
 * (P-HB-5).
 */
export interface HeartbeatAckFrame {
  readonly op: typeof Opcode.HeartbeatAck;
  /** Extension `position`, to a consumer only: the newest event of its stream. */
  readonly d?: {
    /**
     * Seq of that event; 0 before the first.
     *
     * @minimum 0
     * @integer
     */
    readonly last_seq: number;
  };
}

/** From the server: the first frame of a connection. */
export interface HelloFrame {
  readonly op: typeof Opcode.Hello;
  readonly d: {
    /**
     * Interval between the HEARTBEATs of the client, in ms.
     *
     * @exclusiveMinimum 0
     */
    readonly heartbeat_interval: number;
    /** The requested encoding, if the server confirms it. */
    readonly encoding?: string;
    /** The requested extensions that the server confirms; may contain unknown names. Absent if none. */
    readonly extensions?: readonly unknown[];
  };
}

/**
 * From a client: the first frame other than HEARTBEAT, with a token for one use and the role for which it was issued.
 */
export interface IdentifyFrame {
  readonly op: typeof Opcode.Identify;
  readonly d: {
    readonly token: string;
    readonly type: Role;
    /**
     * Extension `resume`, from a consumer: start after this seq.
     *
     * @minimum 0
     * @integer
     */
    readonly after?: number;
    /**
     * Extension `ack`, from a producer: identifies the producer that numbers its SUBMITs.
     *
     * @minLength 1
     * @maxLength 128
     */
    readonly producer_id?: string;
  };
}

/** Extension `position`: epoch, and first and last seq of the developer's stream. */
export interface Position {
  /**
   * Changes if the log was lost or rolled back.
   *
   * @minimum 0
   * @integer
   */
  readonly epoch: number;
  /**
   * Seq of the oldest event that can be replayed; `last_seq` + 1 if there is none.
   *
   * @minimum 1
   * @integer
   */
  readonly first_seq: number;
  /**
   * Seq of the newest event; 0 before the first.
   *
   * @minimum 0
   * @integer
   */
  readonly last_seq: number;
  /**
   * The time for which events can be replayed, in ms.
   *
   * @minimum 0
   * @integer
   */
  readonly retention_ms: number;
}

/** From the server: the token was accepted. */
export interface ReadyFrame {
  readonly op: typeof Opcode.Ready;
  /** Extension `position` only. */
  readonly d?: Position;
}

/** From the server to a consumer: one event. */
export interface DispatchFrame {
  readonly op: typeof Opcode.Dispatch;
  readonly d: OpaqueObject;
  /** The user of the producer's token. */
  readonly uid: string;
  /**
   * Number of the event in the developer's stream, from 1.
   *
   * @minimum 1
   * @integer
   */
  readonly seq: number;
  /** Event type, such as `HEART_RATE`. */
  readonly t: string;
}

/** From a producer: one reading of the user of its token. */
export interface SubmitFrame {
  readonly op: typeof Opcode.Submit;
  readonly d: OpaqueObject;
  /**
   * Event type; never empty.
   *
   * @minLength 1
   */
  readonly t: string;
  /**
   * Extension `ack`: the producer's number of this SUBMIT, ascending from 1.
   *
   * @minimum 1
   * @integer
   */
  readonly n?: number;
}

/** Extension `batch`, from a producer: several readings of one type; each is stored as a separate event. */
export interface SubmitBatchFrame {
  readonly op: typeof Opcode.SubmitBatch;
  /**
   * The readings, oldest first: 1 to `batchEventsMax`.
   *
   * @minItems 1
   * @maxItems 256
   */
  readonly d: readonly OpaqueObject[];
  /**
   * Event type of all readings; never empty.
   *
   * @minLength 1
   */
  readonly t: string;
  /**
   * Extension `ack`: the number of the first reading; each further reading has the next number.
   *
   * @minimum 1
   * @integer
   */
  readonly n?: number;
}

/** From a consumer: requests past events. */
export interface ReplayFrame {
  readonly op: typeof Opcode.Replay;
  /** The range of seqs. Both bounds are exclusive; without `before` it ends with the newest event. */
  readonly d: {
    /**
     * Lower bound, from 0. Decoded as 0 if it is absent (P-REP-3).
     *
     * @optional
     * @minimum 0
     * @integer
     */
    readonly after: number;
    /**
     * Upper bound, from 0.
     *
     * @minimum 0
     * @integer
     */
    readonly before?: number;
  };
}

/**
 * From a producer: whether a sensor is connected. Not in the published protocol: an older server closes the
 * connection if it receives one.
 */
export interface StatusFrame {
  readonly op: typeof Opcode.Status;
  /** Whether the sensor is connected to the producer. */
  readonly d: {
    readonly connected: boolean;
    readonly device_id?: string;
    readonly source?: string;
    readonly reason?: string;
  };
}

/** Extension `replay-end`: the end of a replay. */
export interface ReplayEndFrame {
  readonly op: typeof Opcode.ReplayEnd;
  readonly d: {
    /**
     * Lower bound of the REPLAY, exclusive.
     *
     * @minimum 0
     * @integer
     */
    readonly after: number;
    /**
     * Upper bound, exclusive; present even if the REPLAY had none.
     *
     * @minimum 0
     * @integer
     */
    readonly before: number;
    /**
     * Number of events sent.
     *
     * @minimum 0
     * @integer
     */
    readonly sent: number;
    /**
     * Seq of the oldest event that can still be replayed.
     *
     * @minimum 1
     * @integer
     */
    readonly first_available: number;
    /** Whether events of the range are no longer stored. */
    readonly truncated: boolean;
  };
}

/** Extension `ack`: all SUBMITs up to `n` are stored. */
export interface AckFrame {
  readonly op: typeof Opcode.Ack;
  readonly d: {
    /**
     * The newest number that is stored.
     *
     * @minimum 1
     * @integer
     */
    readonly n: number;
  };
}

/** Extension `reconnect`: the server stops soon; the client should reconnect after `after_ms`. */
export interface ReconnectFrame {
  readonly op: typeof Opcode.Reconnect;
  readonly d: {
    /**
     * Time from this frame to the reconnect, in ms.
     *
     * @minimum 0
     * @integer
     */
    readonly after_ms: number;
  };
}

/** Extension `rejoin`: a token for the next connection, if this one is lost. */
export interface RejoinFrame {
  readonly op: typeof Opcode.Rejoin;
  readonly d: {
    /**
     * For one IDENTIFY.
     *
     * @minLength 1
     */
    readonly token: string;
    /**
     * How long the token is valid after the connection has ended, in ms.
     *
     * @minimum 0
     * @integer
     */
    readonly good_for_ms: number;
  };
}

/** Frames that a producer may send. */
export type ProducerFrame =
  | HeartbeatFrame
  | IdentifyFrame
  | SubmitFrame
  | SubmitBatchFrame
  | StatusFrame;
/** Frames that a consumer may send. */
export type ConsumerFrame = HeartbeatFrame | IdentifyFrame | ReplayFrame;
/** Frames that a server receives. */
export type ClientFrame = ProducerFrame | ConsumerFrame;
/** Frames that a client receives. */
export type ServerFrame =
  | HelloFrame
  | HeartbeatAckFrame
  | ReadyFrame
  | DispatchFrame
  | ReplayEndFrame
  | AckFrame
  | ReconnectFrame
  | RejoinFrame;
/** Any frame. */
export type Frame = ClientFrame | ServerFrame;
