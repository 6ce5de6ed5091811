import { temporaryDirectory } from '@wearwire/test-support';
import { expect, test } from 'vitest';
import { randomFrom } from '../random.js';
import { kill } from '../rows/kill.js';
import { unfinishedPart } from '../run-row.js';
import { Tally } from '../tally.js';
import { type Part, readParts, writePart } from './part.js';
import { resultOf } from './result.js';

interface Figures {
  readonly seed: number;
  readonly injected: number;
  readonly outagesMs: readonly number[];
  readonly latenciesMs: readonly number[];
  readonly memory: number;
}

function partOf(figures: Figures, change: Partial<Part> = {}): Part {
  const tally = new Tally();
  tally.injected = figures.injected;
  tally.acknowledged = 10 * figures.injected;
  tally.outagesMs.push(...figures.outagesMs);
  tally.add('closed', figures.injected);
  tally.addMax('memory', figures.memory);
  tally.addDurations('latency', figures.latenciesMs);
  return {
    row: 'kill',
    form: 'long',
    seed: figures.seed,
    startedAt: '2026-01-01T00:00:00.000Z',
    durationMs: 1_000,
    commit: `commit${figures.seed}`,
    machine: 'a machine',
    verdict: 'holds',
    tally: tally.toJSON(),
    proofs: [],
    ...change,
  };
}

const FIRST = { seed: 1, injected: 3, outagesMs: [9, 1, 2], latenciesMs: [4, 1, 3], memory: 80 };
const SECOND = { seed: 2, injected: 2, outagesMs: [3, 4], latenciesMs: [2, 5], memory: 70 };

test('sums counts, keeps maxima and takes medians from the samples of all parts', () => {
  expect(resultOf([partOf(FIRST), partOf(SECOND)])).toMatchObject({
    verdict: 'holds',
    injected: 5,
    acknowledged: 50,
    outages: { count: 5, medianMs: 3, maxMs: 9 },
    facts: {
      closed: 5,
      memory: 80,
      'latency, median': '3.0 ms',
      'latency, 99th percentile': '4.0 ms',
      'latency, max': '5.0 ms',
    },
    runs: [
      { seed: 1, commit: 'commit1', injected: 3 },
      { seed: 2, commit: 'commit2', injected: 2 },
    ],
  });
});

test('one part with a violation or an unfinished run makes the whole row broken', () => {
  const tally = new Tally();
  tally.violate('storedOnce', 'twice');
  const broken = partOf(SECOND, { verdict: 'broken', tally: tally.toJSON() });
  const unfinished = unfinishedPart(kill, {
    form: 'long',
    seed: 3,
    withProofs: false,
    progress() {},
  });
  expect(resultOf([partOf(FIRST), broken])).toMatchObject({
    verdict: 'broken',
    violationCount: 1,
    violations: [{ invariant: 'storedOnce', what: 'twice' }],
  });
  expect(resultOf([partOf(FIRST), unfinished])).toMatchObject({
    verdict: 'broken',
    reason: 'seed 3: the run did not end',
  });
});

test('ignores a part that could not run if another part ran; a proof is red only if it is red in every part that ran it', () => {
  const idle = partOf(SECOND, { verdict: 'not run', reason: 'needs root' });
  expect(resultOf([partOf(FIRST), idle]).verdict).toBe('holds');
  expect(resultOf([idle])).toMatchObject({ verdict: 'not run', reason: 'needs root' });
  const proof = { meaning: 'a lying disk', isRed: true, violationCount: 1, first: 'lost' };
  const red = partOf(FIRST, { proofs: [proof] });
  const green = partOf(SECOND, { proofs: [{ ...proof, isRed: false }] });
  expect(resultOf([red, partOf(SECOND)]).proofs).toEqual([proof]);
  expect(resultOf([green, red]).proofs).toMatchObject([{ isRed: false }]);
  expect(resultOf([red, green]).proofs).toMatchObject([{ isRed: false }]);
});

test('reports the first 20 violations as they are found, and counts all', () => {
  const reported: string[] = [];
  const tally = new Tally((what) => reported.push(what));
  for (let i = 1; i <= 30; i++) tally.violate('storedOnce', `event ${i}`);
  expect(reported).toEqual(Array.from({ length: 20 }, (_, i) => `event ${i + 1}`));
  expect(tally.violationCount).toBe(30);
});

test('refuses parts with the same seed, and parts of two forms', () => {
  expect(() => resultOf([partOf(FIRST), partOf(FIRST)])).toThrow('the same seed');
  expect(() => resultOf([partOf(FIRST), partOf(SECOND, { form: 'short' })])).toThrow(
    'parts of the long and the short form',
  );
});

test('reads the parts that were written, in the order of their seeds', async () => {
  await using directory = await temporaryDirectory();
  const parts = [partOf({ ...FIRST, seed: 10 }), partOf(SECOND)];
  for (const part of parts) await writePart(directory.path, part);
  await writePart(directory.path, partOf({ ...FIRST, seed: 10 }));
  const read = await readParts(directory.path);
  expect(read.get('kill')).toEqual([parts[1], parts[0]]);
});

test('different seeds give different random numbers; the same seed gives the same numbers', () => {
  const of = (seed: number) => Array.from({ length: 1_000 }, randomFrom(seed));
  expect(of(1)).toEqual(of(1));
  const numbers = [1, 2, 3, 4].flatMap(of);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
});
