/** Limits that the clients meet in each scenario. They hold for any seed and are tested with a few seeds. */
import { describe, expect, test } from 'vitest';
import { playVirtual } from '../src/play-virtual.js';
import type { Outcome } from '../src/scenarios/scenario.js';
import { SCENARIOS } from '../src/scenarios/scenarios.js';

const SEEDS = process.env.WEARWIRE_NETWORK_SEEDS ? 40 : 2;

/** Maximum values of the measures; measures that are not listed have no limit. */
type Limits = Partial<{ readonly [Name in keyof Outcome]: number }>;

const NOTHING_LOST = { lost: 0, doubled: 0 } as const;

const LIMITS: Readonly<Record<string, Limits>> = {
  good: {
    ...NOTHING_LOST,
    p99Ms: 500,
    reconnects: 0,
    bytesPerReading: 60,
    packetsPerReading: 0.1,
  },
  'good, without batch': {
    ...NOTHING_LOST,
    p99Ms: 500,
    reconnects: 0,
    bytesPerReading: 110,
    packetsPerReading: 0.3,
  },
  'good, reading by reading': {
    ...NOTHING_LOST,
    p99Ms: 1_000,
    reconnects: 0,
    bytesPerReading: 60,
    packetsPerReading: 0.1,
  },
  // With batch the ECG fits into the link.
  'slow uplink': { ...NOTHING_LOST, p99Ms: 2_000, reconnects: 0 },
  'slow uplink, without batch': { doubled: 0, p99Ms: 2_000, reconnects: 0 },
  'slow uplink, ECG and accelerometer': { doubled: 0, p99Ms: 2_000, reconnects: 0 },
  'far and lossy': { ...NOTHING_LOST, p99Ms: 10_000, reconnects: 0 },
  'edge of the cell': NOTHING_LOST,
  'silent 5 s': { ...NOTHING_LOST, reconnects: 0 },
  'silent 90 s': { ...NOTHING_LOST, detectMs: 15_000, backMs: 2_000 },
  'silent uplink 90 s': { ...NOTHING_LOST, detectMs: 15_000, backMs: 2_000 },
  'roam, not told': { ...NOTHING_LOST, detectMs: 15_000, backMs: 18_000 },
  // Three round trips for the connection and one for IDENTIFY; `rejoin` saves the token request.
  'roam, told': { ...NOTHING_LOST, backMs: 1_000 + 4 * 100 },
  '300 s without network': { ...NOTHING_LOST, detectMs: 15_000 },
  '300 s without network, no store': { doubled: 0, detectMs: 15_000 },
  flapping: NOTHING_LOST,
  'sign-in page': NOTHING_LOST,
  'idle proxy': NOTHING_LOST,
  'idle proxy, heartbeats each 25 s': { ...NOTHING_LOST, reconnects: 0 },
  restart: NOTHING_LOST,
};

test('every scenario has limits', () => {
  expect(Object.keys(LIMITS).sort()).toEqual(SCENARIOS.map(({ name }) => name).sort());
});

describe.each(SCENARIOS)('$name', (scenario) => {
  test(`stays within its limits: ${scenario.network}`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const outcome = await playVirtual(scenario, seed);
      for (const [measure, limit] of Object.entries(LIMITS[scenario.name] ?? {})) {
        const value = outcome[measure as keyof Outcome];
        expect(value, `${measure} with seed ${seed}`).toBeLessThanOrEqual(limit);
      }
      expect(outcome.stored, `stored with seed ${seed}`).toBeGreaterThan(0);
    }
  });
});
