/**
 * Shows that an open loop reveals a stall of the server and a closed loop hides it. The limits follow from the length
 * of the stall, with a wide margin.
 */
import { SCENARIOS } from '@wearwire/bench';
import { defaultsOf } from '@wearwire/options';
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
  // A small window: in a closed loop only the events in flight experience the stall.
  inFlight: 8,
};

describe('a server that stalls once', () => {
  it('raises the p99.9 of an open loop and not that of a closed loop', async () => {
    const target = standIn({ stallAfterMs: 1_500, stallMs: STALL_MS });
    const open = await oneRun(fanIn, { ...SETTINGS, rate: 2_000 }, target);
    const closed = await oneRun(fanIn, SETTINGS, target);
    expect(open.latency.all?.p999Us).toBeGreaterThan(STALL_US / 2);
    expect(closed.latency.all?.p999Us).toBeLessThan(STALL_US / 4);
    // Both runs had the stall: the slowest event of the closed loop shows it.
    expect(closed.latency.all?.maxUs).toBeGreaterThan(STALL_US / 2);
    expect(open.correctness.lost + closed.correctness.lost).toBe(0);
  });
});
