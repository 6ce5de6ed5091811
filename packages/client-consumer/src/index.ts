export {
  appStateWake,
  browserWake,
  CallbackError,
  ClientError,
  type ClientErrorCode,
  type Clock,
  ClosedError,
  type ConnectReason,
  type DebugLog,
  type FrameCodec,
  FrameError,
  type GetToken,
  type Metrics,
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
export { createConsumer } from './consumer.js';
export type {
  Consumer,
  ConsumerOptions,
  ConsumerSignals,
  StopOptions,
} from './consumer-api.js';
export { CursorError } from './cursor-keeper.js';
export {
  type Cursor,
  type CursorStore,
  memoryCursorStore,
  webCursorStore,
} from './cursor-store.js';
export type { DeliveryOrder } from './event-order.js';
export type {
  EventOf,
  Gap,
  KnownEvent,
  OtherEvent,
  Reset,
  StreamEvent,
} from './events.js';
