export {
  CallbackError,
  ClientError,
  type ClientErrorCode,
  type Clock,
  ClosedError,
  type ConnectReason,
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
export { createProducer } from './producer.js';
export type {
  CloseOptions,
  CloseReport,
  Delivery,
  Dropped,
  FlushOptions,
  Off,
  Producer,
  ProducerOptions,
  ProducerSignals,
} from './producer-api.js';
