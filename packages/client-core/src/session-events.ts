/** Types of the session machine: context, events, steps and table. */
import type { ConnectReason } from './connect-reason.js';
import type { ClientError } from './errors.js';
import type { SessionState } from './session-state.js';

export interface SessionContext {
  /** Attempts since the last stable connection. */
  readonly attempt: number;
  /** Waits since the last stable connection: the exponent of the next bound. */
  readonly waits: number;
  /** Whether the last loss was followed by an immediate attempt. */
  readonly retriedAtOnce: boolean;
  /**
   * Whether all clients have lost the server since the last stable connection: `suspected` after a stable connection
   * broke, `confirmed` if the server announced it or the next attempt failed too.
   */
  readonly outage: 'none' | 'suspected' | 'confirmed';
  /** Number of consecutive unanswered attempts. */
  readonly unansweredAttempts: number;
  /** Bound of the current wait, in ms. */
  readonly waitBoundMs: number;
  /** Minimum wait that an endpoint requested; the random wait is added to it. */
  readonly waitMinMs: number;
  /** Exact wait that the server requested (P-EXT-10). */
  readonly waitRequestedMs: number | undefined;
  readonly reason: ConnectReason;
  /** The device reports that it has no network. */
  readonly isOffline: boolean;
  /** Whether an error that is not retryable leads to a wait instead of the end (`whenRefused`). Constant. */
  readonly retriesRefusals: boolean;
}

export type SessionEvent =
  | { readonly type: 'start' }
  | { readonly type: 'token' }
  | { readonly type: 'token-failed'; readonly error: ClientError }
  | { readonly type: 'opened' }
  | { readonly type: 'hello' }
  | { readonly type: 'ready' }
  | {
      readonly type: 'closed';
      readonly code: number;
      readonly reason: string;
      readonly cause?: unknown;
      /** HTTP status with which the upgrade was refused, if the runtime provides it. */
      readonly status?: number | undefined;
      /** Time to the reconnect that the server requested with RECONNECT, if any. */
      readonly reconnectInMs?: number | undefined;
    }
  /** The state's deadline has passed. */
  | { readonly type: 'timeout' }
  /** A response is pending and no data arrives on the connection (P-CLI-2). */
  | { readonly type: 'silent' }
  /** The device reports that it has no network. */
  | { readonly type: 'offline' }
  /** The device reports that it has a network again. */
  | { readonly type: 'online' }
  /** The device reports a different network: links and attempts on the old one are dead. */
  | { readonly type: 'network-changed' }
  /** The device or the app runs again after it was suspended: the network may have changed, and timers may be late. */
  | { readonly type: 'wake' }
  /** The client pauses reading, which the socket does not support: the link is closed. */
  | { readonly type: 'suspend' }
  /** The client resumes reading. */
  | { readonly type: 'resume' }
  | { readonly type: 'stop' };

export interface SessionStep {
  readonly state: SessionState;
  readonly context: SessionContext;
  /** The error to report; in `stopped`, the error that ended the client. */
  readonly error?: ClientError;
  /**
   * `reenter`: leave and enter the state even if it is the same; `probe`: check whether the link is
   * alive.
   */
  readonly effect?: 'reenter' | 'probe';
}

export const SESSION_START: SessionStep = {
  state: 'idle',
  context: {
    attempt: 0,
    waits: 0,
    retriedAtOnce: false,
    outage: 'none',
    unansweredAttempts: 0,
    waitBoundMs: 0,
    waitMinMs: 0,
    waitRequestedMs: undefined,
    reason: { kind: 'start' },
    isOffline: false,
    retriesRefusals: false,
  },
};

export type EventName = SessionEvent['type'];
export type Handler<E extends EventName> = (
  context: SessionContext,
  event: Extract<SessionEvent, { type: E }>,
) => SessionStep;
/** The result of an event: ignored, a new state, or a function that returns the step. */
export type Cell<E extends EventName> = 'ignored' | SessionState | Handler<E>;
export type SessionTable = {
  readonly [S in SessionState]: { readonly [E in EventName]: Cell<E> };
};
