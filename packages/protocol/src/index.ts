export {
  CLOSE_CODES,
  CloseCode,
  type ClosePolicy,
  closePolicy,
  type RetryPolicy,
} from './close-codes.js';
export { dispatchBytesMax, writeDispatch } from './codec/dispatch-writer.js';
export { FrameScanner } from './codec/frame-scanner.js';
export {
  clientFrameOf,
  type FrameResult,
  identifyExtrasOf,
  identifyPayloadOf,
  replayPayloadOf,
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
  EXTENSIONS,
  type Extension,
  grantOf,
  type Negotiated,
  queryOf,
} from './extensions.js';
export { FRAME_ERRORS, type FrameErrorCode, type FrameErrorPolicy } from './frame-errors.js';
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
  ReplayEndFrame,
  ReplayFrame,
  ServerFrame,
  StatusFrame,
  SubmitFrame,
} from './frames.js';
export { LIMITS, type Limit, type LimitName } from './limits.js';
export { EXTENSION_OPCODE_FIRST, Opcode, Role } from './opcodes.js';
export type { Result } from './result.js';
export {
  intersectRanges,
  isEmptyRange,
  rangeCount,
  rangeOfReplay,
  replayOfRange,
  type SeqRange,
} from './seq-range.js';
