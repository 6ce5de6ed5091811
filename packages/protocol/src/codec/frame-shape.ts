/**
 * Validates a decoded object of any codec and returns a typed frame. Never throws. Unknown keys of a frame are dropped.
 * Unknown keys of its `d` are dropped in HELLO and in frames of clients, and kept in other frames; readings are opaque.
 */
import type { Extension } from '../extensions.js';
import type { FrameErrorCode } from '../frame-errors.js';
import type {
  ClientFrame,
  HelloFrame,
  OpaqueObject,
  Position,
  ReplayFrame,
  ServerFrame,
  StatusFrame,
  SubmitBatchFrame,
  SubmitFrame,
} from '../frames.js';
import { LIMITS } from '../limits.js';
import * as Opcode from '../opcodes.js';
import type { Result } from '../result.js';
import { Role } from '../roles.js';
import { BATCH_EVENTS_MAX } from '../shared-limits.js';

/** A frame, or the name of an error; `FRAME_ERRORS` has the close code of each. */
export type FrameResult<F> = Result<F, FrameErrorCode>;

function ok<F>(value: F): FrameResult<F> {
  return { ok: true, value };
}

function fail(error: FrameErrorCode): { readonly ok: false; readonly error: FrameErrorCode } {
  return { ok: false, error };
}

function isObject(value: unknown): value is OpaqueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function withOpcode(value: unknown): FrameResult<OpaqueObject & { readonly op: number }> {
  if (!isObject(value)) return fail('not-object');
  if (!Number.isInteger(value.op)) return fail('op-not-integer');
  return ok(value as OpaqueObject & { readonly op: number });
}

/**
 * Reads a frame that a client may send (P-OP-1, P-OP-2). The caller refuses frames of extensions that were not
 * negotiated.
 */
export function clientFrameOf(value: unknown): FrameResult<ClientFrame> {
  const frame = withOpcode(value);
  if (!frame.ok) return frame;
  const { op, d } = frame.value;
  switch (op) {
    case Opcode.Heartbeat:
      return ok({ op: Opcode.Heartbeat });
    case Opcode.Identify: {
      const identify = identifyPayloadOf(d);
      return identify.ok ? ok({ op: Opcode.Identify, d: identify.value }) : identify;
    }
    case Opcode.Submit:
      return submitFrameOf(frame.value);
    case Opcode.SubmitBatch:
      return submitBatchFrameOf(frame.value);
    case Opcode.Replay: {
      const replay = replayPayloadOf(d);
      return replay.ok ? ok({ op: Opcode.Replay, d: replay.value }) : replay;
    }
    case Opcode.Status:
      return statusFrameOf(d);
    case Opcode.HeartbeatAck:
    case Opcode.Hello:
    case Opcode.Ready:
    case Opcode.Dispatch:
      return fail('wrong-direction');
    default:
      return fail('unknown-opcode');
  }
}

/**
 * Reads a frame that a server may send. Clients ignore `unknown-opcode` (P-CLI-6), which is also the result for
 * an extension's opcode with an unexpected payload. The caller ignores frames of extensions that were not negotiated.
 */
export function serverFrameOf(value: unknown): FrameResult<ServerFrame> {
  const frame = withOpcode(value);
  if (!frame.ok) return frame;
  const { op, d, uid, seq, t } = frame.value;
  switch (op) {
    case Opcode.HeartbeatAck:
      return ok(
        hasNonNegativeIntegers(d, 'last_seq') ? ({ op, d } as unknown as ServerFrame) : { op },
      );
    case Opcode.Hello:
      return helloFrameOf(d);
    case Opcode.Ready:
      return ok(isPosition(d) ? { op, d } : { op });
    case Opcode.ReplayEnd:
    case Opcode.Ack:
    case Opcode.Reconnect:
      if (!hasNonNegativeIntegers(d, ...NUMBERS_OF[op])) return fail('unknown-opcode');
      return ok({ op, d } as unknown as ServerFrame);
    case Opcode.Rejoin:
      if (
        !hasNonNegativeIntegers(d, 'good_for_ms') ||
        typeof (d as OpaqueObject).token !== 'string'
      ) {
        return fail('unknown-opcode');
      }
      return ok({ op, d } as unknown as ServerFrame);
    case Opcode.Dispatch:
      if (
        !isObject(d) ||
        typeof uid !== 'string' ||
        typeof t !== 'string' ||
        !isNonNegativeInteger(seq)
      ) {
        return fail('invalid-dispatch');
      }
      return ok({ op, d, uid, seq, t });
    default:
      // The remaining published opcodes are sent by clients.
      return fail(op >= 0 && op <= Opcode.Status ? 'wrong-direction' : 'unknown-opcode');
  }
}

/** The keys of `d` that must be non-negative integers, by opcode of an extension. */
const NUMBERS_OF = {
  [Opcode.ReplayEnd]: ['after', 'before', 'sent', 'first_available'],
  [Opcode.Ack]: ['n'],
  [Opcode.Reconnect]: ['after_ms'],
} as const;

function hasNonNegativeIntegers(d: unknown, ...names: readonly string[]): boolean {
  return isObject(d) && names.every((name) => isNonNegativeInteger(d[name]));
}

function isPosition(d: unknown): d is Position {
  return hasNonNegativeIntegers(d, 'epoch', 'first_seq', 'last_seq', 'retention_ms');
}

/**
 * Drops `n` unless it is a positive integer: without the extension `ack` it is an unknown key, which may have any
 * value.
 */
function submitFrameOf({ d, t, n }: OpaqueObject): FrameResult<SubmitFrame> {
  if (!isObject(d) || typeof t !== 'string' || t === '') return fail('invalid-submit');
  return ok({ op: Opcode.Submit, d, t, ...(isNonNegativeInteger(n) && n > 0 && { n }) });
}

/** One invalid reading makes the whole frame invalid (P-EXT-12). */
function submitBatchFrameOf({ d, t, n }: OpaqueObject): FrameResult<SubmitBatchFrame> {
  if (!Array.isArray(d) || typeof t !== 'string' || t === '') return fail('invalid-batch');
  const isLengthValid = d.length >= 1 && d.length <= BATCH_EVENTS_MAX;
  if (!isLengthValid || !d.every(isObject)) return fail('invalid-batch');
  return ok({ op: Opcode.SubmitBatch, d, t, ...(isNonNegativeInteger(n) && n > 0 && { n }) });
}

function helloFrameOf(d: unknown): FrameResult<HelloFrame> {
  if (!isObject(d) || !isPositive(d.heartbeat_interval)) return fail('invalid-hello');
  const { heartbeat_interval, encoding, extensions } = d;
  return ok({
    op: Opcode.Hello,
    d: {
      heartbeat_interval,
      ...(typeof encoding === 'string' && { encoding }),
      ...(Array.isArray(extensions) && { extensions }),
    },
  });
}

/** Reads the `d` of an IDENTIFY: a string token and a type of 0 or 1 (P-ID-5). */
export function identifyPayloadOf(d: unknown): FrameResult<{ token: string; type: Role }> {
  if (!isObject(d) || typeof d.token !== 'string') return fail('invalid-identify');
  if (d.type !== Role.Producer && d.type !== Role.Consumer) return fail('invalid-identify');
  return ok({ token: d.token, type: d.type });
}

/** Reads the keys of the negotiated `extensions` in the `d` of an IDENTIFY, and ignores those of other extensions. */
export function identifyExtrasOf(
  d: unknown,
  extensions: readonly Extension[],
): FrameResult<{ after?: number; producerId?: string }> {
  const { after, producer_id: producerId } = isObject(d) ? d : {};
  const extras: { after?: number; producerId?: string } = {};
  if (extensions.includes('resume') && after !== undefined) {
    if (!isNonNegativeInteger(after)) return fail('invalid-after');
    extras.after = after;
  }
  if (extensions.includes('ack') && producerId !== undefined) {
    if (typeof producerId !== 'string' || producerId === '') return fail('invalid-producer-id');
    const bytes = new TextEncoder().encode(producerId).length;
    if (bytes > LIMITS.producerIdBytesMax.default) return fail('invalid-producer-id');
    extras.producerId = producerId;
  }
  return ok(extras);
}

/** Reads the `d` of a REPLAY: non-negative integers; `after` defaults to 0 (P-REP-3, P-REP-5). */
export function replayPayloadOf(d: unknown): FrameResult<ReplayFrame['d']> {
  if (!isObject(d)) return fail('invalid-replay');
  const { after = 0, before } = d;
  if (!isNonNegativeInteger(after)) return fail('invalid-replay');
  if (before === undefined) return ok({ after });
  return isNonNegativeInteger(before) ? ok({ after, before }) : fail('invalid-replay');
}

function statusFrameOf(d: unknown): FrameResult<StatusFrame> {
  if (!isObject(d) || typeof d.connected !== 'boolean') return fail('invalid-status');
  return ok({
    op: Opcode.Status,
    d: {
      connected: d.connected,
      ...(typeof d.device_id === 'string' && { device_id: d.device_id }),
      ...(typeof d.source === 'string' && { source: d.source }),
      ...(typeof d.reason === 'string' && { reason: d.reason }),
    },
  });
}

function isNonNegativeInteger(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isPositive(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) > 0;
}
