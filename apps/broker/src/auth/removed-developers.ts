/**
 * Ends the connections of developers that have been removed: without it, who came in with a good token would
 * stay for as long as its heart beats.
 */
import { CloseCode } from '@wearwire/protocol';
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
  members: Iterable<Member>,
  logger: Logger,
): () => void {
  const look = (): void => {
    endRemoved(developers, members).catch((error: unknown) =>
      logger.error({ err: error }, 'could not look for removed developers'),
    );
  };
  const timer = setInterval(look, LOOK_INTERVAL_MS);
  return () => clearInterval(timer);
}

/** One look. Who is asked for is asked once, however many connections there are. */
export async function endRemoved(
  developers: Pick<Developers, 'isKnown'>,
  members: Iterable<Member>,
): Promise<void> {
  const ids = new Set(Array.from(members, ({ developerId }) => developerId));
  ids.delete(undefined);
  const removed = new Set<string | undefined>();
  for (const id of ids as Set<string>) if (!(await developers.isKnown(id))) removed.add(id);
  if (removed.size === 0) return;
  for (const member of [...members]) {
    if (removed.has(member.developerId)) {
      member.refuse(CloseCode.InvalidToken, 'the developer was removed');
    }
  }
}
