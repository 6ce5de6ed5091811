/**
 * `pnpm faults`: runs the rows, writes the result of each when it ends, then writes the page from all
 * results. Exit status 0: every row holds and every mutation caused a violation; 1: otherwise; 2: wrong
 * usage.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatPage } from './report/page.js';
import type { RowResult } from './report/result.js';
import type { FaultRow } from './row.js';
import { ROWS } from './rows/table.js';
import { runRow } from './run-row.js';

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));
const PAGE = fileURLToPath(new URL('../../../docs/faults.md', import.meta.url));

const HELP = `pnpm faults [--long] [--rows NAME,NAME] [--out DIR] [--times N] [--minutes N]
            [--lanes N] [--seed N] [--page]

Injects faults into real brokers and writes docs/faults.md.

  --long       Run the long form (default: the short form)
  --rows NAMES Run only these rows (default: all): ${ROWS.map(({ name }) => name).join(', ')}
  --out DIR    Write the results and the page to DIR (default: apps/faults/results and docs)
  --times N    Inject each fault N times (default: the number of the form)
  --minutes N  Stop injecting the fault of a row after N minutes (default: no bound)
  --lanes N    Run N rows at a time (default: 1)
  --seed N     Use this seed for random numbers (default: 1)
  --page       Write the page from existing results without running any row
`;

export async function main(args: string[]): Promise<number> {
  const line = readLine(args);
  if (typeof line === 'string') {
    process.stderr.write(line);
    return 2;
  }
  const { rows, out } = line;
  const results = out ?? RESULTS;
  await mkdir(results, { recursive: true });
  let isGood = true;
  const waiting = [...rows];
  const lane = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      isGood = (await runAndKeep(row, results, line)) && isGood;
    }
  };
  await Promise.all(Array.from({ length: line.lanes }, lane));
  const page = out === undefined ? PAGE : join(out, 'faults.md');
  await writeFile(page, formatPage(ROWS, await readResults(results)));
  return isGood ? 0 : 1;
}

/** Returns whether the row holds and each mutation caused a violation. */
async function runAndKeep(row: FaultRow, results: string, line: Line): Promise<boolean> {
  const { long, seed, times, timeMaxMs } = line;
  const result = await runRow(row, {
    form: long ? 'long' : 'short',
    seed,
    ...(times !== undefined && { times }),
    ...(timeMaxMs !== undefined && { timeMaxMs }),
    progress: (text) => process.stderr.write(`${row.name}: ${text}\n`),
  });
  await writeFile(join(results, `${row.name}.json`), `${JSON.stringify(result, undefined, 2)}\n`);
  process.stdout.write(`${summaryLine(result)}\n`);
  return isAsItShould(result);
}

interface Line {
  readonly rows: readonly FaultRow[];
  readonly long: boolean;
  readonly out: string | undefined;
  readonly seed: number;
  readonly lanes: number;
  readonly times: number | undefined;
  readonly timeMaxMs: number | undefined;
}

/** The parsed command line, or the text to print instead. */
function readLine(args: string[]): Line | string {
  try {
    const { values } = parseArgs({
      args: args.filter((arg) => arg !== '--'),
      options: {
        long: { type: 'boolean', default: false },
        rows: { type: 'string' },
        out: { type: 'string' },
        seed: { type: 'string', default: '1' },
        times: { type: 'string' },
        lanes: { type: 'string', default: '1' },
        minutes: { type: 'string' },
        page: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return HELP;
    const names = values.page ? [] : (values.rows?.split(',') ?? ROWS.map(({ name }) => name));
    const rows = names.map((name) => {
      const row = ROWS.find((known) => known.name === name);
      if (row === undefined)
        throw new Error(`unknown row ${name}; rows: ${ROWS.map((one) => one.name).join(', ')}`);
      return row;
    });
    const { long, out } = values;
    const times = values.times === undefined ? undefined : Number(values.times);
    const timeMaxMs = values.minutes === undefined ? undefined : Number(values.minutes) * 60_000;
    const lanes = Number(values.lanes);
    return { rows, long, out, seed: Number(values.seed), lanes, times, timeMaxMs };
  } catch (error) {
    return `${(error as Error).message}\n\n${HELP}`;
  }
}

async function readResults(directory: string): Promise<RowResult[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  return texts.map((text) => JSON.parse(text) as RowResult);
}

/** In CI a row that could not run counts as a failure, because CI machines must have the required tools. */
function isAsItShould({ verdict, proofs }: RowResult): boolean {
  if (verdict === 'not run') return process.env.CI !== 'true';
  return verdict === 'holds' && proofs.every(({ isRed }) => isRed);
}

function summaryLine(result: RowResult): string {
  const { row, verdict, reason, injected, acknowledged, violations, proofs, durationMs } = result;
  const red = proofs.filter(({ isRed }) => isRed).length;
  const why = reason ?? violations[0]?.what;
  return [
    `${row}: ${verdict}${why === undefined ? '' : ` (${why})`}`,
    `${injected} injected, ${acknowledged} events acknowledged`,
    `${red} of ${proofs.length} mutations caused a violation, ${Math.round(durationMs / 1_000)} s`,
    ...proofs.filter(({ isRed }) => !isRed).map(({ meaning }) => `NO VIOLATION with ${meaning}`),
  ].join('; ');
}
