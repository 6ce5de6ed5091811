/** Checks the table of rows, and the page generated from the results in the tree. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { INVARIANTS } from '../src/invariants.js';
import { formatPage } from '../src/report/page.js';
import { type RowResult, resultOf } from '../src/report/result.js';
import type { FaultRow } from '../src/row.js';
import { ROWS } from '../src/rows/table.js';
import { unfinishedPart } from '../src/run-row.js';

const folder = new URL('../', import.meta.url);
const docs = new URL('../../../docs/', import.meta.url);

test('docs/faults.md is generated from the results in the tree', () => {
  const results = new URL('results/', folder);
  const names = readdirSync(results).filter((name) => name.endsWith('.json'));
  const read = (name: string): RowResult =>
    JSON.parse(readFileSync(new URL(name, results), 'utf8'));
  const page = readFileSync(new URL('faults.md', docs), 'utf8');
  expect(page).toBe(formatPage(ROWS, names.map(read)));
  // Each row has run.
  expect(names.sort()).toEqual(ROWS.map(({ name }) => `${name}.json`).sort());
});

test('every rule of an invariant is in docs/protocol.md, and every page exists', () => {
  const protocol = readFileSync(new URL('protocol.md', docs), 'utf8');
  for (const invariant of Object.values(INVARIANTS)) {
    for (const rule of invariant.rules) expect(protocol).toContain(`| ${rule} `);
    if ('page' in invariant) expect(existsSync(new URL(invariant.page, docs))).toBe(true);
  }
});

test.each(ROWS)('$name has a mutation that proves that it can fail', ({ mutations }) => {
  expect(mutations.length).toBeGreaterThan(0);
  for (const { preload } of mutations) {
    if (preload !== undefined)
      expect(existsSync(new URL(`mutations/${preload}`, folder))).toBe(true);
  }
});

test('the page names a mutation that no part ran with', () => {
  const [row] = ROWS;
  const options = { form: 'long', seed: 1, withProofs: false, progress() {} } as const;
  const result = resultOf([unfinishedPart(row as FaultRow, options)]);
  expect(formatPage(ROWS, [result])).toContain(`- ${row?.mutations[0]?.meaning}: **not run**`);
});

test('a broken result is shown with its violations and undetected mutations', () => {
  const [row] = ROWS;
  const result: RowResult = {
    row: row?.name ?? '',
    form: 'short',
    runs: [{ seed: 1, startedAt: '2026-01-01T00:00:00.000Z', durationMs: 1_000, injected: 3 }],
    machine: 'a machine',
    verdict: 'broken',
    injected: 3,
    acknowledged: 1_000,
    compared: 999,
    lost: 1,
    duplicated: 0,
    skipped: 0,
    falselyAcknowledged: 2,
    facts: {},
    violationCount: 1,
    violations: [{ invariant: 'acknowledgedIsStored', what: 'u: 2 of 1000 are gone' }],
    proofs: [{ meaning: 'a lying disk', isRed: false, violationCount: 0, first: 'nothing' }],
  };
  const page = formatPage(ROWS, [result]);
  expect(page).toMatch(/\| 3 kills +\| 1,000 +\| 1 +\| 0 +\| 0 +\| 2 +\| - +\| broken \|/);
  expect(page).toContain('u: 2 of 1000 are gone');
  expect(page).toContain('a lying disk: **not red**');
});
