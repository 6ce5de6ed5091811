/**
 * Ends the connections of removed developers. Without this, a connected client would stay for as long as it sends
 * heartbeats.
 */
import { CloseCode } from '@wearwire/protocol';
import { inTurns } from '../in-turns.js';
import type { Logger } from '../observability/logger.js';
import type { Developers } from './developers.js';

/** The part of a connection that is used here. */
export interface Member {
  /** `undefined` before IDENTIFY. */
  readonly developerId: string | undefined;
  refuse(code: CloseCode, reason: string): void;
}

/** Interval between two checks: the longest time that a removed developer stays connected. */
const CHECK_INTERVAL_MS = 5_000;

/** Checks periodically. Returns a function that stops the checks. */
export function startEndingRemoved(
  developers: Pick<Developers, 'isKnown'>,
  members: () => Iterable<Member>,
  logger: Logger,
): () => void {
  let isLooking = false;
  const check = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    await endRemoved(developers, members()).catch((error: unknown) =>
      logger.error({ err: error }, 'cannot check for removed developers'),
    );
    isLooking = false;
  };
  const timer = setInterval(check, CHECK_INTERVAL_MS);
  return () => clearInterval(timer);
}

/** Checks once, spread over turns of the event loop. Looks up each developer once, not once per connection. */
export async function endRemoved(
  developers: Pick<Developers, 'isKnown'>,
  members: Iterable<Member>,
): Promise<void> {
  const known = new Map<string, boolean>();
  for await (const batch of inTurns(members)) {
    for (const member of batch) {
      const id = member.developerId;
      if (id === undefined) continue;
      const isKnown = known.get(id) ?? (await developers.isKnown(id));
      known.set(id, isKnown);
      if (!isKnown) member.refuse(CloseCode.InvalidToken, 'the developer was removed');
    }
  }
}
