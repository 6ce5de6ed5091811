/**
 * A server that does nothing for a while: an open loop shows it, a closed loop hides it. The bounds follow
 * from the length of the stall alone, with a wide margin on either side.
 */
import { defaultsOf, SCENARIOS } from '@wearwire/bench';
import { describe, expect, it } from 'vitest';
import { oneRun, standIn } from './stand-in.js';

const STALL_MS = 800;
const STALL_US = STALL_MS * 1e3;
const fanIn = SCENARIOS.find(({ name }) => name === 'fan-in')!;
const SETTINGS = {
  ...defaultsOf(fanIn.options),
  producers: 4,
  warmUp: 200,
  duration: 4_000,
  // Few under way: they alone notice the stall in a closed loop.
  inFlight: 8,
};

describe('a server that stalls once', () => {
  it('shows it in the p99.9 of an open loop and not in that of a closed one', async () => {
    const target = standIn({ stallAfterMs: 1_500, stallMs: STALL_MS });
    const open = await oneRun(fanIn, { ...SETTINGS, rate: 2_000 }, target);
    const closed = await oneRun(fanIn, SETTINGS, target);
    expect(open.latency.all?.p999Us).toBeGreaterThan(STALL_US / 2);
    expect(closed.latency.all?.p999Us).toBeLessThan(STALL_US / 4);
    // It was there in both: the closed loop's slowest event met it.
    expect(closed.latency.all?.maxUs).toBeGreaterThan(STALL_US / 2);
    expect(open.correctness.lost + closed.correctness.lost).toBe(0);
  });
});
