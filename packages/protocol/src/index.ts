import * as Opcode from './opcodes.js';

export {
  CloseCode,
  RETRY_POLICIES,
  type RetryPolicy,
  retryPolicy,
} from './close-codes.js';
export { CLOSE_NAMES } from './close-names.js';
export {
  clientFrameOf,
  type FrameResult,
  serverFrameOf,
} from './codec/frame-shape.js';
export { decodeClientFrame, decodeServerFrame, encodeFrame } from './codec/json.js';
export {
  EVENT_TYPES,
  type EventType,
  type EventTypeInfo,
  eventTypeInfo,
  type ReadingMap,
  type ReadingOf,
  type ScalarReading,
  type VectorReading,
} from './event-types.js';
export {
  confirmationOf,
  ENCODINGS,
  type Encoding,
  EXTENSION_OPCODE_FIRST,
  EXTENSIONS,
  type Extension,
  type Negotiated,
  queryOf,
} from './extensions.js';
export type { FrameErrorCode } from './frame-errors.js';
export type {
  AckFrame,
  ClientFrame,
  ConsumerFrame,
  DispatchFrame,
  Frame,
  HeartbeatAckFrame,
  HeartbeatFrame,
  HelloFrame,
  IdentifyFrame,
  OpaqueObject,
  Position,
  ProducerFrame,
  ReadyFrame,
  ReconnectFrame,
  RejoinFrame,
  ReplayEndFrame,
  ReplayFrame,
  ServerFrame,
  StatusFrame,
  SubmitBatchFrame,
  SubmitFrame,
} from './frames.js';
export { LIMITS, type Limit, type LimitName } from './limits.js';
export { REFUSAL_HEADER } from './refusal.js';
export type { Result } from './result.js';
export { Role } from './roles.js';
export {
  intersectRanges,
  isEmptyRange,
  rangeCount,
  rangeOfReplay,
  replayOfRange,
  type SeqRange,
} from './seq-range.js';
export {
  BATCH_BYTES_MAX,
  BATCH_EVENTS_MAX,
  FRAME_BYTES_MAX,
  FRAME_DEPTH_MAX,
  MSGPACK_GROWTH,
  RECONNECT_SPREAD_MS,
  RECONNECT_WAIT_FIRST_MS,
  RECONNECT_WAIT_MAX_MS,
  SERVER_FRAME_BYTES_MAX,
} from './shared-limits.js';
export { Opcode };
