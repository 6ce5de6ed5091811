/**
 * Power cuts: runs the log's own test on a simulated disk in a child process and reports its counts. This row
 * alone starts no broker, because the power of a real machine cannot be cut thousands of times.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryDirectory } from '@wearwire/test-support';
import type { FaultRow, RowContext } from '../row.js';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const DURABILITIES = 2;

/** Labels in the report for the counts of the test. */
const COUNTS: Readonly<Record<string, string>> = {
  kills: 'kills of the process instead of power cuts',
  refusals: 'appends refused by a full disk',
  purges: 'purges',
  swaps: 'segments replaced by sorted ones',
  replaysOverSwap: 'replays during a replacement',
  cutsInSort: 'cuts while a segment was being sorted',
  cutsInFooter: 'cuts while a footer was being written',
  cutsBeforeNext: 'cuts before the first record of the next segment',
  cutsInStart: 'cuts during a start',
  footersTriedAgain: 'footers written again after a full disk',
};

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly status: string;
      readonly title: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Histories per durability and child process. */
const BATCH = 500;
/** Distance between the first histories of two seeds: the histories of parts must differ. */
const HISTORIES_PER_SEED = 1_000_000;

async function run(context: RowContext): Promise<void> {
  const { tally, injections, seed } = context;
  while (!context.isDone()) {
    const firstSeed = (seed - 1) * HISTORIES_PER_SEED + tally.injected / DURABILITIES + 1;
    const seeds = Math.min(BATCH, (injections - tally.injected) / DURABILITIES);
    await runHistories(context, firstSeed, seeds);
    context.progress(`${tally.injected} histories`);
    if (tally.violationCount > 0) return;
  }
}

async function runHistories(
  { tally, mutation }: RowContext,
  firstSeed: number,
  seeds: number,
): Promise<void> {
  await using directory = await temporaryDirectory();
  const report = join(directory.path, 'report.json');
  const counts = join(directory.path, 'counts');
  const child = spawn(
    process.execPath,
    [
      join(ROOT, 'node_modules/vitest/vitest.mjs'),
      ...['run', 'apps/broker/test/power-cut.test.ts'],
      ...['--reporter=json', `--outputFile=${report}`],
    ],
    {
      cwd: ROOT,
      stdio: 'ignore',
      env: {
        ...process.env,
        WEARWIRE_SEEDS: String(seeds),
        WEARWIRE_SEED_FIRST: String(firstSeed),
        WEARWIRE_POWER_CUT_COUNTS: counts,
        ...(mutation !== undefined && { WEARWIRE_POWER_CUT_SYNCS: 'off' }),
      },
    },
  );
  await once(child, 'exit');
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  tally.expect(tests.length === DURABILITIES, 'acknowledgedIsStored', 'the test did not run');
  for (const { status, title, failureMessages } of tests) {
    tally.injected += seeds;
    if (status === 'passed') continue;
    tally.violate('acknowledgedIsStored', failureMessages[0]?.split('\n')[0] ?? title);
  }
  const lines = await readFile(counts, 'utf8').catch(() => '');
  for (const line of lines.split('\n').filter((text) => text !== '')) {
    for (const [name, count] of Object.entries(JSON.parse(line))) {
      tally.add(COUNTS[name] ?? name, Number(count));
    }
  }
}

export const powerCut: FaultRow = {
  name: 'power-cut',
  title: 'Power cuts, simulated',
  method:
    'Random histories of the log on a simulated disk, half with durability `disk`, half with `process`. In each, the power fails or the process is killed at least five times during appends, sealing, sorting, purges and starts. After a power cut, data that was not synced is present, missing, or partly present.',
  unit: 'histories',
  invariants: ['acknowledgedIsStored', 'storedOnce', 'numbersHaveNoGap', 'replayIsExact'],
  injections: { proof: 200, short: 1_000, long: 100_000 },
  mutations: [{ meaning: 'a disk whose syncs have no effect' }],
  run,
};
