/** Options of both clients: server, token, and dependencies that can be replaced. */
import type { Clock, Random } from './clock.js';
import type { ConnectReason } from './connect-reason.js';
import type { FrameCodec } from './frame-codec.js';
import type { ClientTimeouts } from './limits.js';
import type { DebugLog, Metrics } from './observer.js';
import type { SocketFactory } from './socket/socket-port.js';
import type { WakeSource } from './wake-source.js';

/** The attempt for which `getToken` is called. */
export interface TokenAttempt {
  /** Counts from 1; restarts after a connection was stable. */
  readonly attempt: number;
  /** Why the client connects. */
  readonly reason: ConnectReason;
  /** Aborts when the token is no longer needed, such as after a stop, the time limit or a change of network. */
  readonly signal: AbortSignal;
}

/**
 * Called for every attempt to connect, because a token can be used only once (P-CLI-3). A rejection is
 * reported and retried later. A `ClientError` with `retryable: false` stops the client instead, unless
 * `whenRefused` is `retry`.
 */
export type GetToken = (attempt: TokenAttempt) => Promise<string>;

/**
 * Options of both consumer and producer. Invalid values throw an `OptionError`. The defaults of times are in
 * `CLIENT_LIMITS`.
 */
export interface ClientOptions {
  /** `ws(s)://HOST:PORT/connect`; a missing path is added, and `http(s)://` is converted. */
  readonly url: string;
  readonly getToken: GetToken;
  /** Aborting it stops the client, like `stop()` or, for a producer, a close without a flush. */
  readonly signal?: AbortSignal;
  /**
   * Whether to request extensions of the protocol in the URL (default: true). Extensions that the server does
   * not confirm are not used; the client then falls back to the published protocol. Use `false` for a server
   * that refuses the query.
   */
  readonly extensions?: boolean;
  /** A binary encoding to request instead of JSON: `msgpack` from the entry `./msgpack`. */
  readonly encoding?: FrameCodec;
  /**
   * Whether to offer permessage-deflate in Node; browsers always do. A broker with `compression` accepts it,
   * which makes a producer's batches several times shorter and costs CPU time on both sides. Default false.
   */
  readonly compression?: boolean;
  /**
   * What to do after a refusal that only a change of settings can fix (a wrong key, close codes 4003 and
   * 4004): `stop` (default) or `retry`. `retry` uses the waits of other failures; it is for unattended
   * programs whose key is corrected on the server or by `getToken`.
   */
  readonly whenRefused?: 'stop' | 'retry';
  /** Times in ms; see `CLIENT_LIMITS`. */
  readonly timeouts?: Partial<ClientTimeouts>;
  /**
   * Reports changes of network and foreground: `browserWake()`, `appStateWake(AppState)` or your own source.
   */
  readonly wake?: WakeSource;
  readonly metrics?: Metrics;
  /** Called with a line for each step of the connection. No line contains a token, a key or a reading. */
  readonly debug?: DebugLog;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Default: the runtime's (`ws` in Node, `WebSocket` elsewhere). */
  readonly socketFactory?: SocketFactory;
}
