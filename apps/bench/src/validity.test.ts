import { describe, expect, it } from 'vitest';
import { LatencyCounter } from './measure/latency-counter.js';
import { type Evidence, judge } from './validity.js';

function counterOf(valueUs: number): LatencyCounter {
  const counter = new LatencyCounter();
  for (let i = 0; i < 100; i++) counter.record(valueUs);
  return counter;
}

const CALM: Evidence = {
  loop: 'open',
  busiestCores: 0.3,
  loopDelayP99Us: 300,
  latency: counterOf(2_000),
  lateness: counterOf(90),
  generatorCores: 0.6,
  serverCores: 0.5,
  serverThreadCores: 0.4,
  busyCores: 1.2,
  cpuCount: 4,
};

describe('the validity of a run', () => {
  it('holds when the generator kept up', () => {
    expect(judge(CALM)).toEqual({ reasons: [], warnings: [] });
  });

  it('fails when sends were late by a large part of the latency', () => {
    const { reasons } = judge({ ...CALM, lateness: counterOf(1_500) });
    expect(reasons[0]).toContain('sends were late: p50 1.5 ms of a latency of 2.0 ms');
  });

  it('holds when sends were late by a small part of the latency', () => {
    const slow = { ...CALM, latency: counterOf(50_000), lateness: counterOf(1_500) };
    expect(judge(slow).reasons).toEqual([]);
  });

  it('fails when consumers read late', () => {
    expect(judge({ ...CALM, loopDelayP99Us: 8_000 }).reasons[0]).toContain('read late');
  });

  it('fails when a generator process used its whole core, in either loop', () => {
    for (const loop of ['open', 'closed'] as const) {
      expect(judge({ ...CALM, loop, busiestCores: 0.97 }).reasons[0]).toContain('97 % of a core');
    }
  });

  it('holds in a closed loop when a server thread used its whole core as well', () => {
    const full = { ...CALM, busiestCores: 0.97, serverThreadCores: 1 };
    expect(judge({ ...full, loop: 'closed' })).toEqual({
      reasons: [],
      warnings: ['the server’s busiest thread and a generator process were both saturated'],
    });
    expect(judge({ ...full, loop: 'open' }).reasons).toHaveLength(1);
  });

  it('fails when other programs left no core idle', () => {
    const { reasons, warnings } = judge({ ...CALM, busyCores: 3.95 });
    expect(reasons).toEqual([
      'other programs used 2.9 of 4 cores and none was idle: server and generator waited for them',
    ]);
    expect(warnings).toEqual([]);
  });

  it('has a warning when other programs may have interfered, or no core was idle', () => {
    expect(judge({ ...CALM, busyCores: 2 })).toEqual({
      reasons: [],
      warnings: ['other programs used 0.9 of 4 cores meanwhile'],
    });
    const full = { ...CALM, generatorCores: 2, serverCores: 1.9, busyCores: 3.95 };
    expect(judge(full).warnings[0]).toContain('no core was idle');
  });

  it('can be judged without figures that the system does not provide', () => {
    const { reasons, warnings } = judge({
      ...CALM,
      serverCores: undefined,
      busyCores: undefined,
      latency: undefined,
    });
    expect([...reasons, ...warnings]).toEqual([]);
  });
});
