/** The command line of `pnpm faults`. */
import { parseArgs } from 'node:util';
import type { FaultRow } from './row.js';
import { ROWS } from './rows/table.js';

const HELP = `pnpm faults [--long] [--rows NAME,NAME] [--out DIR] [--times N] [--minutes N]
            [--lanes N] [--seed N] [--no-proofs] [--page]
pnpm faults --part DIR [--seed N] [--no-proofs] [--long] [--rows NAME,NAME] ...
pnpm faults --merge DIR [--rows NAME,NAME] [--out DIR]

Injects faults into real brokers and writes docs/faults.md.

  --long       Run the long form (default: the short form)
  --rows NAMES Run only these rows (default: all): ${ROWS.map(({ name }) => name).join(', ')}
  --out DIR    Write the results and the page to DIR (default: apps/faults/results and docs)
  --times N    Inject the fault of each row N times (default: as many as the form sets)
  --minutes N  Stop injecting after N minutes, in each run of a row or proof (default: no limit)
  --lanes N    Run N rows at a time (default: 1)
  --seed N     Use this seed for random numbers (default: 1)
  --no-proofs  Run the rows without their proofs (runs with one mechanism broken on purpose)
  --part DIR   Write each run to DIR as a part, ROW.SEED.json, and write no result and no page
  --merge DIR  Merge the parts in DIR, then write their results and the page without running any row
  --page       Write the page from existing results without running any row
`;

export interface CommandLine {
  readonly rows: readonly FaultRow[];
  readonly long: boolean;
  readonly out: string | undefined;
  readonly part: string | undefined;
  readonly merge: string | undefined;
  readonly isPageOnly: boolean;
  readonly hasProofs: boolean;
  readonly seed: number;
  readonly lanes: number;
  readonly times: number | undefined;
  readonly timeMaxMs: number | undefined;
}

/** The parsed command line, or the text to print instead. */
export function readCommandLine(args: string[]): CommandLine | string {
  try {
    const { values } = parseArgs({
      args: args.filter((arg) => arg !== '--'),
      options: {
        long: { type: 'boolean', default: false },
        rows: { type: 'string' },
        out: { type: 'string' },
        part: { type: 'string' },
        merge: { type: 'string' },
        seed: { type: 'string', default: '1' },
        times: { type: 'string' },
        lanes: { type: 'string', default: '1' },
        minutes: { type: 'string' },
        'no-proofs': { type: 'boolean', default: false },
        page: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return HELP;
    const { long, out, part, merge, page } = values;
    const minutes = numberOf('minutes', values.minutes, 0);
    return {
      rows: rowsNamed(values.rows),
      long,
      out,
      part,
      merge,
      isPageOnly: page,
      hasProofs: !values['no-proofs'],
      // 0 injects nothing and runs the proofs.
      times: integerOf('times', values.times, 0),
      seed: integerOf('seed', values.seed, 1) as number,
      lanes: integerOf('lanes', values.lanes, 1) as number,
      timeMaxMs: minutes === undefined ? undefined : minutes * 60_000,
    };
  } catch (error) {
    return `${(error as Error).message}\n\n${HELP}`;
  }
}

function rowsNamed(names: string | undefined): readonly FaultRow[] {
  if (names === undefined) return ROWS;
  return names.split(',').map((name) => {
    const row = ROWS.find((candidate) => candidate.name === name);
    if (row !== undefined) return row;
    throw new Error(
      `unknown row ${name}; rows: ${ROWS.map(({ name: known }) => known).join(', ')}`,
    );
  });
}

function numberOf(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least) return value;
  throw new Error(`--${name} must be a number of at least ${least}: ${text}`);
}

function integerOf(name: string, text: string | undefined, least: number): number | undefined {
  const value = numberOf(name, text, least);
  if (value === undefined || Number.isSafeInteger(value)) return value;
  throw new Error(`--${name} must be an integer: ${text}`);
}
