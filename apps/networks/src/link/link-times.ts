/** The times at which a producer lost its connection, and at which it became ready, by the clock of the run. */
import type { Clock } from '@wearwire/client-core';
import type { Producer } from '@wearwire/client-producer';

export interface LinkTimes {
  readonly lostAtMs: readonly number[];
  readonly readyAtMs: readonly number[];
}

/** Records the times of a producer's connections by this clock. Ignores its errors, which the runs provoke. */
export function linkTimesOf(producer: Producer, clock: Clock): LinkTimes {
  const lostAtMs: number[] = [];
  const readyAtMs: number[] = [];
  producer.on('error', () => {});
  producer.on('state', ({ state, previous }) => {
    if (state === 'ready') readyAtMs.push(clock.now());
    else if (previous === 'ready') lostAtMs.push(clock.now());
  });
  return { lostAtMs, readyAtMs };
}
