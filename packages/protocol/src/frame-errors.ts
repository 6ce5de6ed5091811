/** Errors of invalid frames, each with the close code that a server sends. */
import { CloseCode } from './close-codes.js';
import { LIMITS } from './limits.js';

/** Close code and reason that a server sends for an invalid frame. */
export interface FrameErrorPolicy {
  readonly closeCode: CloseCode;
  /** Reason of the close frame. */
  readonly reason: string;
}

/** All errors of the codecs, with close code and reason. */
export const FRAME_ERRORS = {
  'not-json': { closeCode: CloseCode.InvalidFrame, reason: 'frame is not JSON' },
  'not-msgpack': { closeCode: CloseCode.InvalidFrame, reason: 'frame is not MessagePack' },
  'not-json-shaped': {
    closeCode: CloseCode.InvalidFrame,
    reason: 'frame contains a value that JSON cannot represent',
  },
  'not-utf8': { closeCode: CloseCode.InvalidUtf8, reason: 'text is not valid UTF-8' },
  'number-out-of-range': {
    closeCode: CloseCode.InvalidFrame,
    reason: 'a number exceeds the range of a double',
  },
  'not-object': { closeCode: CloseCode.InvalidFrame, reason: 'frame is not an object' },
  'too-deep': { closeCode: CloseCode.InvalidFrame, reason: 'frame is nested too deeply' },
  'too-large': { closeCode: CloseCode.TooLarge, reason: 'frame is too large' },
  'op-not-integer': { closeCode: CloseCode.InvalidFrame, reason: 'op is not an integer' },
  'unknown-opcode': { closeCode: CloseCode.InvalidOpcode, reason: 'opcode does not exist' },
  'wrong-direction': {
    closeCode: CloseCode.InvalidOpcode,
    reason: 'opcode is not allowed from this sender',
  },
  'invalid-hello': {
    closeCode: CloseCode.InvalidFrame,
    reason: 'HELLO needs a positive d.heartbeat_interval',
  },
  'invalid-identify': {
    closeCode: CloseCode.InvalidToken,
    reason: 'IDENTIFY needs d.token (string) and d.type (0 or 1)',
  },
  'invalid-producer-id': {
    closeCode: CloseCode.InvalidToken,
    reason: `IDENTIFY's d.producer_id must be a string of 1 to ${LIMITS.producerIdBytesMax.default} bytes`,
  },
  'invalid-after': {
    closeCode: CloseCode.InvalidToken,
    reason: "IDENTIFY's d.after must be an integer of at least 0",
  },
  'invalid-dispatch': {
    closeCode: CloseCode.InvalidFrame,
    reason: 'DISPATCH needs d (object), uid and t (strings), seq (integer)',
  },
  'invalid-submit': {
    closeCode: CloseCode.InvalidFrame,
    reason: 'SUBMIT needs t (non-empty string) and d (object)',
  },
  'invalid-batch': {
    closeCode: CloseCode.InvalidFrame,
    reason: `SUBMIT_BATCH needs t (non-empty string) and d (1 to ${LIMITS.batchEventsMax.default} objects)`,
  },
  'invalid-n': {
    closeCode: CloseCode.InvalidFrame,
    reason: 'n of a SUBMIT or SUBMIT_BATCH must be an integer of at least 1',
  },
  'invalid-replay': {
    closeCode: CloseCode.InvalidFrame,
    reason:
      'REPLAY needs d (object); d.after and d.before, if present, must be integers of at least 0',
  },
  'invalid-status': {
    closeCode: CloseCode.InvalidFrame,
    reason: 'STATUS needs d.connected (boolean)',
  },
} as const satisfies Record<string, FrameErrorPolicy>;

/** Name of an error of the codecs. */
export type FrameErrorCode = keyof typeof FRAME_ERRORS;
