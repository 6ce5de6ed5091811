/**
 * The life of a client's connections as a pure machine: (state, context, event) -> (state, context).
 *
 * Total: every state answers every event; `ignore` is for what may come late and means nothing there.
 * What is done on entering a state (fetch, open, identify, wait, close) and what is let go on leaving it
 * is the driver's; each state has at most one deadline, which comes back as `timeout`. No clock, no
 * chance, no socket and no token here. Diagram: session-state.ts.
 */
import { closePolicy, PEER_LIMITS } from '@wearwire/protocol';
import { waitBoundMs } from './backoff.js';
import type { ConnectReason } from './connect-reason.js';
import {
  type Awaited,
  type ClientError,
  ClosedError,
  NoAnswerError,
  TokenError,
} from './errors.js';
import type { SessionState } from './session-state.js';

export interface SessionContext {
  /** Attempts since READY last lasted. */
  readonly attempt: number;
  /** Waits since READY last lasted: the exponent of the next one's bound. */
  readonly waits: number;
  /** Whether the last end was already followed by an attempt at once. */
  readonly retriedAtOnce: boolean;
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
export type SessionTable = {
  readonly [S in SessionState]: { readonly [E in EventName]: Handler<E> | 'ignore' };
};

export function stepSession(
  state: SessionState,
  context: SessionContext,
  event: SessionEvent,
): SessionStep {
  const handler = SESSION_TABLE[state][event.type] as Handler<EventName> | 'ignore';
  const { type } = event;
  // Noted in every state: it counts when the next wait begins.
  const known =
    type === 'offline' || type === 'wake' ? { ...context, isOffline: type === 'offline' } : context;
  return handler === 'ignore' ? { state, context: known } : handler(known, event);
}

function to(state: SessionState): (context: SessionContext) => SessionStep {
  return (context) => ({ state, context });
}

function connect(context: SessionContext, error?: ClientError): SessionStep {
  const next = { ...context, attempt: context.attempt + 1 };
  return { state: 'authorizing', context: next, ...(error && { error }) };
}

function wait(context: SessionContext, reason: ConnectReason, error: ClientError): SessionStep {
  const next = {
    ...context,
    reason,
    retriedAtOnce: false,
    waitBoundMs: waitBoundMs(context.waits),
    waitToldMs: undefined,
    waits: context.waits + 1,
  };
  return { state: context.isOffline ? 'offline' : 'waiting', context: next, error };
}

/**
 * The policy table decides (P-CLI-5): stop, at once (but not twice in a row), or after a wait. Where the
 * server said when to come back, that is the wait; where it stops for all its clients at the same time,
 * the wait is spread, so that they do not come back at the same time either (P-CLI-7).
 */
const afterClose: Handler<'closed'> = (context, { code, reason: text, cause, comeBackInMs }) => {
  const { retry, name } = closePolicy(code);
  const error = new ClosedError(code, text, cause);
  const reason: ConnectReason = { kind: 'closed', code, name };
  if (retry === 'never') return { state: 'stopped', context, error };
  const isAtOnce = retry === 'new-token' && comeBackInMs === undefined;
  if (isAtOnce && !context.retriedAtOnce) {
    return connect({ ...context, reason, retriedAtOnce: true }, error);
  }
  const step = wait(context, reason, error);
  const spreadMs = retry === 'spread' ? PEER_LIMITS.reconnectSpreadMs.default : 0;
  const isPlanned = retry === 'spread' || comeBackInMs !== undefined;
  return {
    ...step,
    context: {
      ...step.context,
      retriedAtOnce: isAtOnce,
      waitBoundMs: Math.max(step.context.waitBoundMs, spreadMs),
      waitToldMs: comeBackInMs,
      // Should the server still be away then, the next waits stay as wide.
      waits: isPlanned ? Math.max(step.context.waits, WAITS_OF_SPREAD) : step.context.waits,
    },
  };
};

/** After so many waits the bound is 8 s: with the spread of 10 s no second sees a fifth of all clients. */
const WAITS_OF_SPREAD = 4;

const afterTokenFailure: Handler<'token-failed'> = (context, { error }) =>
  error.retryable
    ? wait(context, { kind: 'no-token' }, error)
    : { state: 'stopped', context, error };

function noAnswer(awaited: Awaited): (context: SessionContext) => SessionStep {
  return (context) => wait(context, { kind: 'no-answer', awaited }, new NoAnswerError(awaited));
}

const noTokenInTime: Handler<'timeout'> = (context) => {
  const message = 'getToken did not answer in time';
  return afterTokenFailure(context, {
    type: 'token-failed',
    error: new TokenError('token-failed', message, { retryable: true }),
  });
};

const takeUpAgain: Handler<'resume'> = (context) =>
  connect({ ...context, reason: { kind: 'resumed' } });

/** READY has lasted: the next trouble is a new one (P-CLI-4). */
const readyLasted: Handler<'timeout'> = (context) => ({
  state: 'ready',
  context: { ...context, attempt: 0, waits: 0, retriedAtOnce: false },
});

const NOTHING = {
  start: 'ignore',
  token: 'ignore',
  'token-failed': 'ignore',
  opened: 'ignore',
  hello: 'ignore',
  ready: 'ignore',
  closed: 'ignore',
  timeout: 'ignore',
  silent: 'ignore',
  offline: 'ignore',
  wake: 'ignore',
  suspend: 'ignore',
  resume: 'ignore',
  stop: 'ignore',
} as const satisfies Record<EventName, 'ignore'>;

const suspend = to('suspended');
const stop = to('stopped');
const close = to('closing');
const silent = noAnswer('heartbeat-ack');

/** What a state with a link answers to, whatever it waits for. */
const LINKED = { ...NOTHING, closed: afterClose, silent, suspend, stop: close };

export const SESSION_TABLE: SessionTable = {
  idle: { ...NOTHING, start: (context) => connect(context), stop },
  waiting: {
    ...NOTHING,
    timeout: (context) => connect(context),
    wake: (context) => connect(context),
    offline: to('offline'),
    suspend,
    stop,
  },
  offline: { ...NOTHING, wake: (context) => connect(context), suspend, stop },
  authorizing: {
    ...NOTHING,
    token: to('opening'),
    'token-failed': afterTokenFailure,
    timeout: noTokenInTime,
    suspend,
    stop,
  },
  opening: { ...LINKED, opened: to('greeting'), timeout: noAnswer('open'), stop },
  greeting: { ...LINKED, hello: to('identifying'), timeout: noAnswer('hello') },
  identifying: { ...LINKED, ready: to('ready'), timeout: noAnswer('ready') },
  ready: { ...LINKED, timeout: readyLasted },
  suspended: { ...NOTHING, resume: takeUpAgain, stop },
  closing: { ...NOTHING, closed: stop, timeout: stop },
  stopped: NOTHING,
};
