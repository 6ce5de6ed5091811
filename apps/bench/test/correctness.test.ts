/**
 * Proves that the benchmark detects a faulty server and counts the right kind of violation.
 * WEARWIRE_CHECKED_EVENTS: number of events of the longest run (default 200,000).
 */
import { describe, expect, it } from 'vitest';
import { exactly, type Fault, oneRun, standIn } from './stand-in.js';

const LONGEST = Number(process.env.WEARWIRE_CHECKED_EVENTS ?? 200_000);
const EVENTS = LONGEST / 5;
const EVERY = EVENTS / 10;
const FAULTS = EVENTS / EVERY;

const NOTHING_WRONG = {
  lost: 0,
  duplicated: 0,
  reordered: 0,
  damaged: 0,
  misrouted: 0,
  seqBroken: 0,
  closed: 0,
};

const CASES: readonly (readonly [Fault['kind'], object])[] = [
  ['drop', { lost: FAULTS }],
  ['double', { duplicated: FAULTS }],
  ['swap', { reordered: FAULTS }],
  ['damage', { damaged: FAULTS }],
  // The event is also missing in its own stream.
  ['misroute', { misrouted: FAULTS, lost: FAULTS }],
];

describe('a server under the correctness check', () => {
  it('passes when it delivers every event once, in order and unchanged', async () => {
    const run = await oneRun(exactly(EVENTS), {}, standIn({}));
    expect(run.verdict.reasons).toEqual([]);
    expect(run.correctness).toMatchObject({ ...NOTHING_WRONG, sent: EVENTS, checked: EVENTS });
  });

  it.each(CASES)('fails with this fault in ten events of a run: %s', async (kind, counted) => {
    const target = standIn({ faults: [{ kind, every: EVERY, at: EVERY / 2 }] });
    const run = await oneRun(exactly(EVENTS), {}, target);
    expect(run.correctness).toMatchObject({ ...NOTHING_WRONG, ...counted });
    expect(run.verdict.isCorrect).toBe(false);
  });

  it('fails, and the run ends, when it closes every connection half-way', async () => {
    const run = await oneRun(exactly(EVENTS), {}, standIn({ diesAfter: EVENTS / 2 }));
    expect(run.verdict.isCorrect).toBe(false);
    expect(run.correctness.closed).toBe(12);
    expect(run.correctness.checked).toBeLessThan(EVENTS);
  });

  it('fails when it drops, duplicates and reorders one event each in the longest run', async () => {
    const faults = (['drop', 'double', 'swap'] as const).map((kind, index) => ({
      kind,
      every: LONGEST,
      at: (LONGEST / 10) * (4 + index),
    }));
    const run = await oneRun(exactly(LONGEST), {}, standIn({ faults }));
    const counted = { lost: 1, duplicated: 1, reordered: 1 };
    expect(run.correctness).toMatchObject({ ...NOTHING_WRONG, ...counted });
    expect(run.verdict.reasons).toEqual(['1 lost', '1 duplicated', '1 out of order']);
  });
});
