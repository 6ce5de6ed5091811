/**
 * Ends the connections of developers that have been removed: without it, who came in with a good token would
 * stay for as long as its heart beats.
 */
import { CloseCode } from '@wearwire/protocol';
import { inTurns } from '../in-turns.js';
import type { Logger } from '../observability/logger.js';
import type { Developers } from './developers.js';

/** A connection, as far as it matters here. */
export interface Member {
  /** `undefined`: has not identified. */
  readonly developerId: string | undefined;
  refuse(code: CloseCode, reason: string): void;
}

/** How long a removed developer may go on at most, beside the look itself. */
const LOOK_INTERVAL_MS = 5_000;

/** Looks again and again; returns what ends it. */
export function startEndingRemoved(
  developers: Pick<Developers, 'isKnown'>,
  members: () => Iterable<Member>,
  logger: Logger,
): () => void {
  let isLooking = false;
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    await endRemoved(developers, members()).catch((error: unknown) =>
      logger.error({ err: error }, 'could not look for removed developers'),
    );
    isLooking = false;
  };
  const timer = setInterval(look, LOOK_INTERVAL_MS);
  return () => clearInterval(timer);
}

/** One look, in turns of the event loop. Each developer is asked for once, however many connections it has. */
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
