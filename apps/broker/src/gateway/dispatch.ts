/**
 * The handler of each opcode in each state: the whole protocol of the broker, in one table.
 *
 * The table is total. Only this table decides which handler runs, so that a handler need not check the state.
 */
import { type Extension, Opcode } from '@wearwire/protocol';
import type { Frame } from './frame.js';
import { bufferFrame } from './handlers/buffer-frame.js';
import { acknowledge } from './handlers/heartbeat.js';
import { identify } from './handlers/identify.js';
import { alreadyIdentified, ignore, invalidOpcode, notIdentified } from './handlers/refusals.js';
import { replay } from './roles/consumer.js';
import { submit, submitBatch } from './roles/producer.js';
import type { Session } from './session.js';
import type { SessionState } from './session-states.js';

/** `frame` is valid until the handler returns. */
export type Handler = (session: Session, frame: Frame) => void;

type OpcodeNumber = (typeof Opcode)[keyof typeof Opcode];

/** Opcodes that only a server sends (P-OP-1, P-OP-5), and all numbers that are not opcodes (P-OP-2). */
const NOT_FROM_CLIENTS = {
  [Opcode.HeartbeatAck]: invalidOpcode,
  [Opcode.Hello]: invalidOpcode,
  [Opcode.Ready]: invalidOpcode,
  [Opcode.Dispatch]: invalidOpcode,
  [Opcode.ReplayEnd]: invalidOpcode,
  [Opcode.Ack]: invalidOpcode,
  [Opcode.Reconnect]: invalidOpcode,
  [Opcode.Rejoin]: invalidOpcode,
  unknown: invalidOpcode,
};

export const DISPATCH: Readonly<
  Record<SessionState, Readonly<Record<OpcodeNumber | 'unknown', Handler>>>
> = {
  anonymous: {
    ...NOT_FROM_CLIENTS,
    [Opcode.Heartbeat]: acknowledge,
    [Opcode.Identify]: identify,
    [Opcode.Submit]: notIdentified,
    [Opcode.Replay]: notIdentified,
    [Opcode.Status]: notIdentified,
    [Opcode.SubmitBatch]: notIdentified,
  },
  identifying: {
    ...NOT_FROM_CLIENTS,
    [Opcode.Heartbeat]: bufferFrame,
    [Opcode.Identify]: alreadyIdentified,
    [Opcode.Submit]: bufferFrame,
    [Opcode.Replay]: bufferFrame,
    [Opcode.Status]: bufferFrame,
    [Opcode.SubmitBatch]: bufferFrame,
  },
  producer: {
    ...NOT_FROM_CLIENTS,
    [Opcode.Heartbeat]: acknowledge,
    [Opcode.Identify]: alreadyIdentified,
    [Opcode.Submit]: submit,
    [Opcode.Replay]: invalidOpcode,
    [Opcode.Status]: ignore,
    [Opcode.SubmitBatch]: submitBatch,
  },
  consumer: {
    ...NOT_FROM_CLIENTS,
    [Opcode.Heartbeat]: acknowledge,
    [Opcode.Identify]: alreadyIdentified,
    [Opcode.Submit]: invalidOpcode,
    [Opcode.Replay]: replay,
    [Opcode.Status]: invalidOpcode,
    [Opcode.SubmitBatch]: invalidOpcode,
  },
  /** The close frame has been sent; later frames are ignored. */
  closed: {
    [Opcode.Heartbeat]: ignore,
    [Opcode.HeartbeatAck]: ignore,
    [Opcode.Hello]: ignore,
    [Opcode.Identify]: ignore,
    [Opcode.Ready]: ignore,
    [Opcode.Dispatch]: ignore,
    [Opcode.Submit]: ignore,
    [Opcode.Replay]: ignore,
    [Opcode.Status]: ignore,
    [Opcode.ReplayEnd]: ignore,
    [Opcode.Ack]: ignore,
    [Opcode.Reconnect]: ignore,
    [Opcode.SubmitBatch]: ignore,
    [Opcode.Rejoin]: ignore,
    unknown: ignore,
  },
};

/** Opcodes that require an extension; without it they are unknown opcodes (P-OP-5). */
const EXTENSION_OF: Readonly<Record<number, Extension>> = { [Opcode.SubmitBatch]: 'batch' };

/** Runs the handler of the frame; hot path. */
export function dispatch(session: Session, frame: Frame): void {
  const { op } = frame;
  // The cell (`producer`, SUBMIT) without two lookups by key: nearly all frames of a busy broker are SUBMITs, and a
  // direct call can be inlined.
  if (op === Opcode.Submit && session.state === 'producer') return submit(session, frame);
  const handlers = DISPATCH[session.state];
  const extension = EXTENSION_OF[op];
  if (extension !== undefined && !session.extensions.includes(extension)) {
    return handlers.unknown(session, frame);
  }
  const handle = (handlers as Readonly<Record<number, Handler>>)[op] ?? handlers.unknown;
  handle(session, frame);
}
