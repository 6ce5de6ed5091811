/** What follows when an attempt or a link is lost: at once, a wait and its bound, or the end. Pure. */
import { retryPolicy } from '@wearwire/protocol';
import { crowdWaitBoundMs, silenceWaitBoundMs, waitBoundMs } from './backoff.js';
import type { ConnectReason } from './connect-reason.js';
import {
  type Awaited,
  type ClientError,
  ClosedError,
  NoAnswerError,
  type TokenError,
} from './errors.js';
import { isOwnNetwork } from './own-network.js';
import type { Handler, SessionContext, SessionStep } from './session-events.js';

/** The close code of a link that ended without a close frame. */
export const NO_FRAME_CODE = 1006;

/** The next attempt, now. */
export function connect(context: SessionContext): SessionStep {
  return {
    state: 'authorizing',
    context: { ...context, attempt: context.attempt + 1 },
    effect: 'enter-again',
  };
}

/** For the next attempt; an error that trying again cannot mend ends it all, unless `whenRefused` is `retry`. */
function wait(
  context: SessionContext,
  reason: ConnectReason,
  error: ClientError,
  more: Partial<SessionContext>,
): SessionStep {
  if (!error.retryable && !context.retriesRefusals) return { state: 'stopped', context, error };
  return {
    state: context.isOffline ? 'offline' : 'waiting',
    context: {
      ...context,
      reason,
      retriedAtOnce: false,
      waitBoundMs: waitBoundMs(context.waits),
      waitToldMs: undefined,
      waitLeastMs: (error as Partial<TokenError>).retryAfterMs ?? 0,
      waits: context.waits + 1,
      ...more,
    },
    error,
  };
}

/** Nothing answered: the network is silent or gone, as long as nothing else is known (P-CLI-8). */
function waitInSilence(
  context: SessionContext,
  reason: ConnectReason,
  error: ClientError,
): SessionStep {
  const noAnswers = context.noAnswers + 1;
  const boundMs =
    context.crowd === 'known' ? crowdWaitBoundMs(false) : silenceWaitBoundMs(noAnswers);
  return wait(context, reason, error, { noAnswers, waitBoundMs: boundMs, waits: context.waits });
}

/** The attempt failed at something that answered, or refused. */
function waitAfterRefusal(
  context: SessionContext,
  reason: ConnectReason,
  error: ClientError,
): SessionStep {
  if (isOwnNetwork(error)) return waitInSilence(context, reason, error);
  const { crowd } = context;
  if (crowd === 'none') return wait(context, reason, error, { noAnswers: 0 });
  const boundMs = crowdWaitBoundMs(crowd === 'suspected');
  return wait(context, reason, error, { noAnswers: 0, crowd: 'known', waitBoundMs: boundMs });
}

/**
 * The policy table decides (P-CLI-5): stop, at once (but not twice in a row), or after a wait. Where the
 * server said when to come back, that is the wait. Where it stops for all its clients they do not come back
 * all at once (P-CLI-7).
 */
export const afterClose: Handler<'closed'> = (context, event) => {
  const { code, reason: text, cause, comeBackInMs } = event;
  const retry = retryPolicy(code);
  const error = new ClosedError(code, text, { cause });
  const reason: ConnectReason = { kind: 'closed', code };
  const isTold = comeBackInMs !== undefined;
  const isAtOnce = retry === 'new-token' && !isTold;
  if (isAtOnce && !context.retriedAtOnce) {
    return { ...connect({ ...context, reason, retriedAtOnce: true }), error };
  }
  if (retry === 'spread' || isTold) {
    const boundMs = crowdWaitBoundMs(context.crowd !== 'known');
    return wait(context, reason, error, {
      crowd: 'known',
      waitBoundMs: boundMs,
      waitToldMs: comeBackInMs,
    });
  }
  if (code !== NO_FRAME_CODE) return wait(context, reason, error, { retriedAtOnce: isAtOnce });
  // A link that had lasted ends without a word: one broken link, or the first sign of a server that died.
  if (context.attempt === 0) return wait(context, reason, error, { crowd: 'suspected' });
  return waitAfterRefusal(context, reason, error);
};

/**
 * Closed before HELLO: nothing shows that it was the server that closed, so that no code is final. A sign-in
 * page of a network refuses upgrades, too.
 */
export const afterEarlyClose: Handler<'closed'> = (context, event) => {
  const { code, reason, cause, status } = event;
  const error = new ClosedError(code, reason, { cause, status, isFinal: false });
  if (retryPolicy(code) === 'spread' || event.comeBackInMs !== undefined) {
    return afterClose(context, event);
  }
  return waitAfterRefusal(context, { kind: 'closed', code }, error);
};

export const afterTokenFailure: Handler<'token-failed'> = (context, { error }) =>
  waitAfterRefusal(context, { kind: 'no-token' }, error);

export function noAnswer(awaited: Awaited): (context: SessionContext) => SessionStep {
  return (context) =>
    waitInSilence(context, { kind: 'no-answer', awaited }, new NoAnswerError(awaited));
}
