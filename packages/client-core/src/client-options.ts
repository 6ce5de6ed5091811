/** What both clients take: where to, as whom, and the injectables. */
import type { Clock, Random } from './clock.js';
import type { ConnectReason } from './connect-reason.js';
import type { FrameCodec } from './frame-codec.js';
import type { ClientTimeouts } from './limits.js';
import type { DebugLog, Metrics } from './observer.js';
import type { SocketFactory } from './socket/socket-port.js';
import type { WakeSource } from './wake-source.js';

/** What `getToken` is told of the attempt that it is asked for. */
export interface TokenAttempt {
  /** From 1; starts over after READY has lasted. */
  readonly attempt: number;
  /** Why a connection is made now. */
  readonly reason: ConnectReason;
  /** Aborted when the token is no longer wanted: the client was stopped or the time is over. */
  readonly signal: AbortSignal;
}

/**
 * Called for every attempt to connect: a token is good once (P-CLI-3).
 * A rejection is reported and tried again later, unless it is a `ClientError` with `retryable: false`.
 */
export type GetToken = (attempt: TokenAttempt) => Promise<string>;

/**
 * What consumer and producer are made with alike; times are those of `CLIENT_LIMITS` where they are left
 * out. Throws `OptionError` for a value that cannot be right.
 */
export interface ClientOptions {
  /** `ws(s)://HOST:PORT/connect`; without the path, or as `http(s)://`, it is completed. */
  readonly url: string;
  readonly getToken: GetToken;
  /** Abort it to stop the client: the same as `stop()` or, for a producer, closing without a flush. */
  readonly signal?: AbortSignal;
  /**
   * Whether extensions of the protocol are asked for in the URL (default). What the server does not confirm
   * is not used: it works the same way, only less exactly. `false` for a server that refuses the query.
   */
  readonly extensions?: boolean;
  /** Another encoding than JSON, where the server knows it: `msgpack` of the entry `./msgpack`. */
  readonly encoding?: FrameCodec;
  /**
   * Whether to offer permessage-deflate, in Node; browsers always do. A broker with `compression` agrees, and batches
   * of a producer get several times shorter, for some CPU time on both sides. Default false.
   */
  readonly compression?: boolean;
  /**
   * After a refusal that only other settings can mend (a wrong key, close codes 4003 and 4004): `stop` (default), or
   * `retry`, with the waits of other failures: for a program that nobody watches, whose key is corrected at the server
   * or by its `getToken`.
   */
  readonly whenRefused?: 'stop' | 'retry';
  /** Periods in ms; see `CLIENT_LIMITS`. */
  readonly timeouts?: Partial<ClientTimeouts>;
  /** Tells of network and foreground: `browserWake()`, `appStateWake(AppState)` or one of your own. */
  readonly wake?: WakeSource;
  readonly metrics?: Metrics;
  /** Gets a line for each step of the connection. No line holds a token, a key or a reading. */
  readonly debug?: DebugLog;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Default: the runtime's (`ws` in Node, `WebSocket` elsewhere). */
  readonly socketFactory?: SocketFactory;
}
