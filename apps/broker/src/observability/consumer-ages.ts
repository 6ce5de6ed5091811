/**
 * The lag of consumers: in events, and as the age of the oldest unread event. An event is unread by a consumer until the
 * broker has sent it to that consumer.
 */
import type { ConsumerPosition } from '../stream/developer-stream.js';

/** Number of consumers whose oldest unread event is looked up per call: those with the largest lag. */
const LOOKED_UP_MAX = 32;

export function largestLag(consumers: Iterable<ConsumerPosition>): number {
  let largest = 0;
  for (const { lag } of consumers) largest = Math.max(largest, lag);
  return largest;
}

export interface AgeSources {
  consumers(): Iterable<ConsumerPosition>;
  /** When an event was stored, by the storage's clock, ms since 1970; `undefined`: it is not kept or not readable. */
  storedAtMs(developerId: string, seq: number): Promise<number | undefined>;
  /** By the storage's clock, ms since 1970. */
  now(): number;
}

/** 0 if all consumers have been sent all events. Never rejects: an event that cannot be read is left out. */
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
