/** The vocabulary of the session machine: its context, its events and the shape of its table. */
import type { ConnectReason } from './connect-reason.js';
import type { ClientError } from './errors.js';
import type { SessionState } from './session-state.js';

export interface SessionContext {
  /** Attempts since READY last lasted. */
  readonly attempt: number;
  /** Waits since READY last lasted: the exponent of the next one's bound. */
  readonly waits: number;
  /** Whether the last end was already followed by an attempt at once. */
  readonly retriedAtOnce: boolean;
  /**
   * Whether all clients of the server have lost it, since READY last lasted: `suspected` when a link that
   * had lasted broke, `known` when the server said so or the attempt after that failed too.
   */
  readonly crowd: 'none' | 'suspected' | 'known';
  /** Attempts in a row that nothing answered. */
  readonly noAnswers: number;
  /** Bound of the present wait, in ms … */
  readonly waitBoundMs: number;
  /** … what it is added to, where an endpoint told a least wait … */
  readonly waitLeastMs: number;
  /** … or the wait itself, where the server told it (P-EXT-10). */
  readonly waitToldMs: number | undefined;
  readonly reason: ConnectReason;
  /** The device says that there is no network. */
  readonly isOffline: boolean;
  /** Whether a refusal is followed by a wait, not by the end. Never changes. */
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
      /** HTTP status that refused the upgrade, where the runtime tells it. */
      readonly status?: number | undefined;
      /** What the server had asked for by RECONNECT. */
      readonly comeBackInMs?: number | undefined;
    }
  /** The state's deadline has passed. */
  | { readonly type: 'timeout' }
  /** An answer is due and the link shows no sign of life (P-CLI-2). */
  | { readonly type: 'silent' }
  /** The device says that it has no network … */
  | { readonly type: 'offline' }
  /** … that it has one again … */
  | { readonly type: 'online' }
  /** … that it has another one: what was begun on the old one is dead. */
  | { readonly type: 'network-changed' }
  /** The device or the app was asleep: the network may be another one, timers may be late. */
  | { readonly type: 'wake' }
  | { readonly type: 'suspend' }
  | { readonly type: 'resume' }
  | { readonly type: 'stop' };

export interface SessionStep {
  readonly state: SessionState;
  readonly context: SessionContext;
  /** What went wrong, to be told; with `stopped` it is what ended the client. */
  readonly error?: ClientError;
  /** `enter-again`: the state is left and entered even if it is the same; `probe`: see if the link lives. */
  readonly effect?: 'enter-again' | 'probe';
}

export const SESSION_START: SessionStep = {
  state: 'idle',
  context: {
    attempt: 0,
    waits: 0,
    retriedAtOnce: false,
    crowd: 'none',
    noAnswers: 0,
    waitBoundMs: 0,
    waitLeastMs: 0,
    waitToldMs: undefined,
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
/** What an event leads to: nothing, a state, or a step that also changes the context. */
export type Cell<E extends EventName> = 'ignored' | SessionState | Handler<E>;
export type SessionTable = {
  readonly [S in SessionState]: { readonly [E in EventName]: Cell<E> };
};
