export { Alarm } from './alarm.js';
export { waitBoundMs } from './backoff.js';
export type { ClientOptions, GetToken, TokenAttempt } from './client-options.js';
export { type Clock, type Random, systemClock, type TimerHandle } from './clock.js';
export type { ConnectReason } from './connect-reason.js';
export { connectUrl } from './endpoint.js';
export {
  type AwaitedAnswer,
  CallbackError,
  ClientError,
  type ClientErrorCode,
  type ClosedDetails,
  ClosedError,
  FrameError,
  NoAnswerError,
  OptionError,
  StoppedError,
  TokenError,
} from './errors.js';
export type { FrameCodec } from './frame-codec.js';
export { CLIENT_LIMITS, type ClientTimeouts } from './limits.js';
export type { ExtensionFrame } from './link.js';
export { Listeners, type Off, type Outcome } from './listeners.js';
export type { DebugLog, Metrics } from './observer.js';
export { checkClientOptions, choiceOption, limitOptions } from './options.js';
export { Session } from './session.js';
export type { SessionHooks } from './session-hooks.js';
export { SESSION_STATES, type SessionState, type StateChange } from './session-state.js';
export type {
  Socket,
  SocketFactory,
  SocketHandlers,
  SocketSettings,
} from './socket/socket-port.js';
export { type TokenServerOptions, tokenFromServer } from './token-from-server.js';
export {
  appStateWake,
  browserWake,
  type WakeHandlers,
  type WakeSource,
} from './wake-source.js';
