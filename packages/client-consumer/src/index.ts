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
export { createConsumer } from './consumer.js';
export type { Consumer, ConsumerOptions, ConsumerSignals, Off } from './consumer-api.js';
export type {
  EventOf,
  Gap,
  KnownEvent,
  OtherEvent,
  Reset,
  StreamEvent,
} from './events.js';
