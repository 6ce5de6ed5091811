export {
  appStateWake,
  browserWake,
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
  type Off,
  OptionError,
  type SessionState,
  type Socket,
  type SocketFactory,
  type SocketHandlers,
  type SocketSettings,
  type StateChange,
  StoppedError,
  type TokenAttempt,
  TokenError,
  type TokenServerOptions,
  tokenFromServer,
  type WakeHandlers,
  type WakeSource,
} from '@wearwire/client-core';
export type { EventType, ReadingMap, ReadingOf } from '@wearwire/protocol';
export { FlushError, SubmitError } from './errors.js';
export { PRODUCER_LIMITS, type ProducerLimits } from './limits.js';
export type { Persistence } from './persistence.js';
export type { Delivery, DropPolicy, DropReason, TypePolicy } from './policies.js';
export { createProducer } from './producer.js';
export type {
  CloseOptions,
  CloseReport,
  Dropped,
  FlushOptions,
  Producer,
  ProducerOptions,
  ProducerSignals,
  SensorStatus,
  SubmitOutcome,
} from './producer-api.js';
