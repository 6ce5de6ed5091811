/**
 * Ends the connections of removed developers. Without this, a connected client would stay for as long as it sends
 * heartbeats.
 */
import { CloseCode } from '@wearwire/protocol';
import { inTurns } from '../in-turns.js';
import type { Logger } from '../observability/logger.js';
import type { Developers } from './developers.js';

/** The part of a session that is used here. */
export interface CheckedSession {
  /** `undefined` before READY. */
  readonly developerId: string | undefined;
  refuse(code: CloseCode, reason: string): void;
}

/** Interval of the checks if the store does not report changes; a removed developer stays connected no longer. */
const CHECK_INTERVAL_MS = 5_000;

/**
 * Checks when the store reports a change, or periodically if it cannot. Returns a function that stops the checks.
 */
export function startEndingRemoved(
  developers: Pick<Developers, 'isKnown' | 'watch'>,
  sessions: () => Iterable<CheckedSession>,
  logger: Logger,
): () => void {
  let isStopped = false;
  let isChecking = false;
  const check = (id?: string): Promise<void> =>
    endRemoved(developers, sessions(), id).catch((error: unknown) =>
      logger.error({ err: error }, 'cannot check for removed developers'),
    );
  const isWatched = developers.watch((id) => {
    if (!isStopped) void check(id);
  });
  const checkUnlessRunning = async (): Promise<void> => {
    if (isChecking) return;
    isChecking = true;
    await check();
    isChecking = false;
  };
  const timer = isWatched ? undefined : setInterval(checkUnlessRunning, CHECK_INTERVAL_MS);
  return () => {
    isStopped = true;
    clearInterval(timer);
  };
}

/**
 * Checks once, spread over turns of the event loop. Looks up each developer once, not once per connection. `only`: the
 * id of the one developer whose connections are checked; by default all are.
 */
export async function endRemoved(
  developers: Pick<Developers, 'isKnown'>,
  sessions: Iterable<CheckedSession>,
  only?: string,
): Promise<void> {
  const known = new Map<string, boolean>();
  for await (const batch of inTurns(sessions)) {
    for (const session of batch) {
      const id = session.developerId;
      if (id === undefined || (only !== undefined && id !== only)) continue;
      const isKnown = known.get(id) ?? (await developers.isKnown(id));
      known.set(id, isKnown);
      if (!isKnown) session.refuse(CloseCode.InvalidToken, 'the developer was removed');
    }
  }
}
