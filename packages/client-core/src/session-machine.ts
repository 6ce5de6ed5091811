/**
 * The life of a client's connections as a pure machine: (state, context, event) -> (state, context).
 *
 * Total: an event that a state does not name may come late there, and changes nothing. What is done on entering a state (fetch, open, identify, wait, close) and what is let go on leaving it is the
 * driver's; each state has at most one deadline, which comes back as `timeout`. No clock, no chance, no
 * socket and no token here. Diagram: session-state.ts.
 */
import { retryPolicy } from '@wearwire/protocol';
import { massWaitBoundMs, waitBoundMs } from './backoff.js';
import type { ConnectReason } from './connect-reason.js';
import { type Awaited, type ClientError, ClosedError, NoAnswerError } from './errors.js';
import type { SessionState } from './session-state.js';

export interface SessionContext {
  /** Attempts since READY last lasted. */
  readonly attempt: number;
  /** Waits since READY last lasted: the exponent of the next one's bound. */
  readonly waits: number;
  /** Whether the last end was already followed by an attempt at once. */
  readonly retriedAtOnce: boolean;
  /** Whether the server was lost by all its clients at once, since READY last lasted. */
  readonly isMass: boolean;
  /** Bound of the present wait, in ms … */
  readonly waitBoundMs: number;
  /** … or the wait itself, where the server told it (P-EXT-10). */
  readonly waitToldMs: number | undefined;
  readonly reason: ConnectReason;
  /** The device says that there is no network. */
  readonly isOffline: boolean;
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
      /** What the server had asked for by RECONNECT. */
      readonly comeBackInMs?: number | undefined;
    }
  /** The state's deadline has passed. */
  | { readonly type: 'timeout' }
  /** A HEARTBEAT was not ACKed by the next one (P-CLI-2). */
  | { readonly type: 'silent' }
  | { readonly type: 'offline' }
  /** There may be network again. */
  | { readonly type: 'wake' }
  | { readonly type: 'suspend' }
  | { readonly type: 'resume' }
  | { readonly type: 'stop' };

export interface SessionStep {
  readonly state: SessionState;
  readonly context: SessionContext;
  /** What went wrong, to be told; with `stopped` it is what ended the client. */
  readonly error?: ClientError;
}

export const SESSION_START: SessionStep = {
  state: 'idle',
  context: {
    attempt: 0,
    waits: 0,
    retriedAtOnce: false,
    isMass: false,
    waitBoundMs: 0,
    waitToldMs: undefined,
    reason: { kind: 'start' },
    isOffline: false,
  },
};

type EventName = SessionEvent['type'];
type Handler<E extends EventName> = (
  context: SessionContext,
  event: Extract<SessionEvent, { type: E }>,
) => SessionStep;
/** What an event leads to: a state, or a step that also changes the context. */
type Cell<E extends EventName> = SessionState | Handler<E>;
export type SessionTable = {
  readonly [S in SessionState]: { readonly [E in EventName]?: Cell<E> };
};

export function stepSession(
  state: SessionState,
  context: SessionContext,
  event: SessionEvent,
): SessionStep {
  const { type } = event;
  const cell = SESSION_TABLE[state][type] as Cell<EventName> | undefined;
  // Noted in every state: it counts when the next wait begins.
  const known =
    type === 'offline' || type === 'wake' ? { ...context, isOffline: type === 'offline' } : context;
  return typeof cell === 'function' ? cell(known, event) : { state: cell ?? state, context: known };
}

function connect(context: SessionContext): SessionStep {
  return { state: 'authorizing', context: { ...context, attempt: context.attempt + 1 } };
}

/** For the next attempt; an error that trying again cannot mend ends it all. */
function wait(
  context: SessionContext,
  reason: ConnectReason,
  error: ClientError,
  more?: Partial<SessionContext>,
): SessionStep {
  const { waits, isMass, isOffline } = context;
  if (!error.retryable) return { state: 'stopped', context, error };
  return {
    state: isOffline ? 'offline' : 'waiting',
    context: {
      ...context,
      reason,
      retriedAtOnce: false,
      waitBoundMs: isMass ? massWaitBoundMs(false) : waitBoundMs(waits),
      waitToldMs: undefined,
      waits: waits + 1,
      ...more,
    },
    error,
  };
}

/** The close code of a link that ended without a close frame. */
export const NO_FRAME_CODE = 1006;

/**
 * The policy table decides (P-CLI-5): stop, at once (but not twice in a row), or after a wait. Where the
 * server said when to come back, that is the wait. Where it stops for all its clients, or a link that had
 * lasted ends without a word, as all do when a server dies, they do not come back all at once (P-CLI-7).
 */
const afterClose: Handler<'closed'> = (context, { code, reason: text, cause, comeBackInMs }) => {
  const retry = retryPolicy(code);
  const error = new ClosedError(code, text, cause);
  const reason: ConnectReason = { kind: 'closed', code };
  const isTold = comeBackInMs !== undefined;
  const isAtOnce = retry === 'new-token' && !isTold;
  const hasLasted = context.attempt === 0;
  if (isAtOnce && !context.retriedAtOnce) {
    return { ...connect({ ...context, reason, retriedAtOnce: true }), error };
  }
  if (retry === 'spread' || isTold || (code === NO_FRAME_CODE && hasLasted)) {
    const waitBoundMs = massWaitBoundMs(!context.isMass);
    return wait(context, reason, error, { isMass: true, waitBoundMs, waitToldMs: comeBackInMs });
  }
  return wait(context, reason, error, { retriedAtOnce: isAtOnce });
};

const afterTokenFailure: Handler<'token-failed'> = (context, { error }) =>
  wait(context, { kind: 'no-token' }, error);

function noAnswer(awaited: Awaited): (context: SessionContext) => SessionStep {
  return (context) => wait(context, { kind: 'no-answer', awaited }, new NoAnswerError(awaited));
}

const takeUpAgain: Handler<'resume'> = (context) =>
  connect({ ...context, reason: { kind: 'resumed' } });

/** READY has lasted: the next trouble is a new one (P-CLI-4). */
const readyLasted: Handler<'timeout'> = (context) => ({
  state: 'ready',
  context: { ...context, attempt: 0, waits: 0, retriedAtOnce: false, isMass: false },
});

/** What a state without a link answers to, whatever it waits for … */
const UNLINKED = { suspend: 'suspended', stop: 'stopped' } as const;
/** … and one with a link. */
const LINKED = {
  closed: afterClose,
  silent: noAnswer('heartbeat-ack'),
  suspend: 'suspended',
  stop: 'closing',
} as const;

export const SESSION_TABLE: SessionTable = {
  idle: { start: connect, stop: 'stopped' },
  waiting: { ...UNLINKED, timeout: connect, wake: connect, offline: 'offline' },
  offline: { ...UNLINKED, wake: connect },
  authorizing: {
    ...UNLINKED,
    token: 'opening',
    'token-failed': afterTokenFailure,
    timeout: noAnswer('token'),
  },
  opening: { ...LINKED, opened: 'greeting', timeout: noAnswer('open'), stop: 'stopped' },
  greeting: { ...LINKED, hello: 'identifying', timeout: noAnswer('hello') },
  identifying: { ...LINKED, ready: 'ready', timeout: noAnswer('ready') },
  ready: { ...LINKED, timeout: readyLasted },
  suspended: { resume: takeUpAgain, stop: 'stopped' },
  closing: { closed: 'stopped', timeout: 'stopped' },
  stopped: {},
};
