/** Several users with the sensors of virtual wearables, for realistic views. */
import { type VirtualSensor, VirtualWearable } from '../../src/sensors/virtual-wearable.js';
import type { Feed } from './feed.js';

const TICK_MS = 200;

const CAST: readonly (readonly [string, readonly VirtualSensor[], number])[] = [
  ['anna', ['heart', 'ecg', 'bike', 'motion'], 0.55],
  ['ben', ['heart', 'bike'], 0.8],
  ['cleo', ['heart', 'motion'], 0.2],
  ['dora', ['heart'], 0.05],
  ['emil', ['heart', 'bike'], 0.65],
];

export const FIRST_OF_CAST = 'anna';

/** Sends readings until the feed is closed. */
export function startCast(feed: Feed): void {
  for (const [user, sensors, effort] of CAST) {
    const submit = (type: string, reading: Readonly<Record<string, unknown>>) => {
      const { synthetic: _, ...rest } = reading;
      return feed.submit(user, type, { source: 'strap', ...rest });
    };
    const wearable = new VirtualWearable(user, sensors, effort, { submit } as never);
    feed.every(TICK_MS, (count) => {
      wearable.effort = effort + 0.25 * Math.sin((count * TICK_MS) / 15_000 + 9 * effort);
      wearable.tick(TICK_MS / 1_000);
      if (count % 50 === 0)
        void feed.submit(user, 'BATTERY', { val: Math.round(90 - 60 * effort) });
    });
  }
  // A lap around a lake.
  feed.every(1_000, (count) => {
    const turn = count / 25;
    const d = [
      46.455 + 0.004 * Math.sin(turn),
      6.55 + 0.009 * Math.cos(turn) + 0.001 * Math.sin(5 * turn),
    ];
    void feed.submit(FIRST_OF_CAST, 'LOCATION', { d });
  });
}
