export {
  CallbackError,
  ClientError,
  type ClientErrorCode,
  type Clock,
  ClosedError,
  type ConnectReason,
  type FrameCodec,
  FrameError,
  type GetToken,
  NoAnswerError,
  OptionError,
  type SessionState,
  type Socket,
  type SocketFactory,
  type SocketHandlers,
  type StateChange,
  StoppedError,
  type TokenAttempt,
  TokenError,
  type TokenServerOptions,
  tokenFromServer,
} from '@wearwire/client-core';
export type { EventType, ReadingMap, ReadingOf } from '@wearwire/protocol';
export { FlushError, SubmitError } from './errors.js';
export { PRODUCER_LIMITS, type ProducerLimits } from './limits.js';
export { createProducer } from './producer.js';
export type {
  CloseOptions,
  CloseReport,
  Delivery,
  DropPolicy,
  Dropped,
  FlushOptions,
  Off,
  Producer,
  ProducerOptions,
  ProducerSignals,
  SensorStatus,
  SubmitOutcome,
} from './producer-api.js';
export type { Persistence } from './store/persistence.js';
