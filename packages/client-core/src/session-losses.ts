/**
 * Decides what follows a failed attempt or lost connection: an immediate attempt, a bounded wait, or the end. Pure.
 */
import { retryPolicy } from '@wearwire/protocol';
import { outageWaitBoundMs, silenceWaitBoundMs, waitBoundMs } from './backoff.js';
import type { ConnectReason } from './connect-reason.js';
import {
  type AwaitedAnswer,
  type ClientError,
  ClosedError,
  NoAnswerError,
  type TokenError,
} from './errors.js';
import { isLocalNetworkError } from './local-network-error.js';
import type { Handler, SessionContext, SessionStep } from './session-events.js';
import { ABNORMAL_CLOSURE } from './socket/socket-port.js';

/** Starts an attempt at once. */
export function connect(context: SessionContext): SessionStep {
  return {
    state: 'authorizing',
    context: { ...context, attempt: context.attempt + 1 },
    effect: 'reenter',
  };
}

/**
 * Waits for the next attempt. An error that is not retryable ends the client, unless the option `whenRefused` is
 * `retry`.
 */
function wait(
  context: SessionContext,
  reason: ConnectReason,
  error: ClientError,
  changes: Partial<SessionContext>,
): SessionStep {
  if (!error.retryable && !context.retriesRefusals) return { state: 'stopped', context, error };
  return {
    state: context.isOffline ? 'offline' : 'waiting',
    context: {
      ...context,
      reason,
      retriedAtOnce: false,
      waitBoundMs: waitBoundMs(context.waits),
      waitRequestedMs: undefined,
      waitMinMs: (error as Partial<TokenError>).retryAfterMs ?? 0,
      waits: context.waits + 1,
      ...changes,
    },
    error,
  };
}

/** Handles an attempt or connection without an answer: assumes that no attempt reaches the server (P-CLI-8). */
function waitInSilence(
  context: SessionContext,
  reason: ConnectReason,
  error: ClientError,
): SessionStep {
  const unansweredAttempts = context.unansweredAttempts + 1;
  const boundMs =
    context.outage === 'confirmed'
      ? outageWaitBoundMs(context.outage)
      : silenceWaitBoundMs(unansweredAttempts);
  return wait(context, reason, error, {
    unansweredAttempts,
    waitBoundMs: boundMs,
    waits: context.waits,
  });
}

/** Handles an attempt that failed with an error or a close, unlike one that got no answer. */
function waitAfterFailure(
  context: SessionContext,
  reason: ConnectReason,
  error: ClientError,
): SessionStep {
  if (isLocalNetworkError(error)) return waitInSilence(context, reason, error);
  const { outage } = context;
  if (outage === 'none') return wait(context, reason, error, { unansweredAttempts: 0 });
  return wait(context, reason, error, {
    unansweredAttempts: 0,
    outage: 'confirmed',
    waitBoundMs: outageWaitBoundMs(outage),
  });
}

/**
 * Applies the policy of the close code (P-CLI-5): stop, reconnect at once (but not twice in a row), or wait.
 * If the server sent a time to reconnect, the client waits that long. If the server stops for all clients, reconnects
 * are spread over time (P-CLI-7).
 */
export const afterClose: Handler<'closed'> = (context, event) => {
  const { code, reason: text, cause, reconnectInMs } = event;
  const retry = retryPolicy(code);
  const error = new ClosedError(code, text, { cause });
  const reason: ConnectReason = { kind: 'closed', code };
  const isRequested = reconnectInMs !== undefined;
  const isAtOnce = retry === 'new-token' && !isRequested;
  if (isAtOnce && !context.retriedAtOnce) {
    return { ...connect({ ...context, reason, retriedAtOnce: true }), error };
  }
  if (retry === 'spread' || isRequested) {
    return wait(context, reason, error, {
      outage: 'confirmed',
      waitBoundMs: outageWaitBoundMs(context.outage),
      waitRequestedMs: reconnectInMs,
    });
  }
  if (code !== ABNORMAL_CLOSURE) return wait(context, reason, error, { retriedAtOnce: isAtOnce });
  // A stable link ended without a close frame: a broken link, or the first sign of a crashed server.
  if (context.attempt === 0) return wait(context, reason, error, { outage: 'suspected' });
  return waitAfterFailure(context, reason, error);
};

/**
 * Handles a close before HELLO: no code is final, because a captive portal may have answered instead of the server.
 */
export const afterEarlyClose: Handler<'closed'> = (context, event) => {
  const { code, reason, cause, status } = event;
  if (retryPolicy(code) === 'spread') return afterClose(context, event);
  const error = new ClosedError(code, reason, { cause, status, isFinal: false });
  return waitAfterFailure(context, { kind: 'closed', code }, error);
};

export const afterTokenFailure: Handler<'token-failed'> = (context, { error }) =>
  waitAfterFailure(context, { kind: 'no-token' }, error);

export function noAnswer(awaited: AwaitedAnswer): (context: SessionContext) => SessionStep {
  return (context) =>
    waitInSilence(context, { kind: 'no-answer', awaited }, new NoAnswerError(awaited));
}
