/** The lag of consumers: in events, and as the age of the oldest unsent event. */
import type { ConsumerPosition } from '../stream/developer-stream.js';

/** Number of consumers whose oldest unsent event is looked up per scrape: those with the largest lag. */
const LOOKED_UP_MAX = 32;

export function largestLag(consumers: Iterable<ConsumerPosition>): number {
  let largest = 0;
  for (const { lag } of consumers) largest = Math.max(largest, lag);
  return largest;
}

export interface AgeSources {
  consumers(): Iterable<ConsumerPosition>;
  storedAtMs(developerId: string, seq: number): Promise<number | undefined>;
  now(): number;
}

/** 0 if all events are sent to all consumers. A scrape succeeds even if the log cannot be read. */
export async function oldestUnreadSeconds(sources: AgeSources): Promise<number> {
  const times = await Promise.all(
    mostBehind(sources.consumers()).map(({ developerId, nextSeq }) =>
      sources.storedAtMs(developerId, nextSeq).catch(() => undefined),
    ),
  );
  const nowMs = sources.now();
  return Math.max(0, ...times.map((atMs) => (nowMs - (atMs ?? nowMs)) / 1_000));
}

function mostBehind(consumers: Iterable<ConsumerPosition>): readonly ConsumerPosition[] {
  let chosen: ConsumerPosition[] = [];
  for (const consumer of consumers) {
    if (consumer.lag <= 0) continue;
    chosen.push(consumer);
    // Sorted in batches, so that 100,000 consumers cost one pass and little memory.
    if (chosen.length >= 2 * LOOKED_UP_MAX) chosen = largest(chosen);
  }
  return largest(chosen);
}

function largest(consumers: ConsumerPosition[]): ConsumerPosition[] {
  return consumers.sort((a, b) => b.lag - a.lag).slice(0, LOOKED_UP_MAX);
}
