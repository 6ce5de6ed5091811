/** The command line of `pnpm faults`. */
import { parseArgs } from 'node:util';
import type { FaultRow, Form } from './row.js';
import { ROWS } from './rows/table.js';

const ROW_NAMES = ROWS.map(({ name }) => name).join(', ');

export const HELP = `usage: pnpm faults [flags]

Injects faults into real brokers and writes docs/faults.md.

  --long             Run the long form (default: the short form)
  --rows NAMES       Run only these rows, separated by commas (default: all): ${ROW_NAMES}
  --out DIR          Write the results and the page to DIR (default: apps/faults/results and docs)
  --injections N     Inject the fault of each row N times (default: as many as the form sets)
  --minutes N        Stop injecting after N minutes, in each run of a row or proof (default: no limit)
  --parallel N       Run N rows at a time (default: 1)
  --seed N           Use this seed for random numbers (default: 1)
  --no-proofs        Run the rows without their proofs (runs with one mechanism broken on purpose)
  --write-parts DIR  Write each run to DIR as a part, ROW.SEED.json, and write no result and no page
  --merge-parts DIR  Merge the parts in DIR, then write their results and the page without running any row
  --page-only        Write the page from existing results without running any row
  --help             Print this help
`;

export interface CommandLine {
  readonly rows: readonly FaultRow[];
  readonly form: Form;
  readonly outDirectory: string | undefined;
  readonly partsOutDirectory: string | undefined;
  readonly partsInDirectory: string | undefined;
  readonly isPageOnly: boolean;
  readonly withProofs: boolean;
  readonly seed: number;
  readonly parallelRows: number;
  readonly injections: number | undefined;
  readonly injectingMaxMs: number | undefined;
}

/** Returns `undefined` if the help is requested. Throws if the command line is wrong. */
export function readCommandLine(args: string[]): CommandLine | undefined {
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: {
      long: { type: 'boolean', default: false },
      rows: { type: 'string' },
      out: { type: 'string' },
      'write-parts': { type: 'string' },
      'merge-parts': { type: 'string' },
      seed: { type: 'string', default: '1' },
      injections: { type: 'string' },
      parallel: { type: 'string', default: '1' },
      minutes: { type: 'string' },
      'no-proofs': { type: 'boolean', default: false },
      'page-only': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const minutes = numberOf('minutes', values.minutes, 0);
  return {
    rows: rowsNamed(values.rows),
    form: values.long ? 'long' : 'short',
    outDirectory: values.out,
    partsOutDirectory: values['write-parts'],
    partsInDirectory: values['merge-parts'],
    isPageOnly: values['page-only'],
    withProofs: !values['no-proofs'],
    // 0 injects nothing and runs the proofs.
    injections: integerOf('injections', values.injections, 0),
    seed: integerOf('seed', values.seed, 1) as number,
    parallelRows: integerOf('parallel', values.parallel, 1) as number,
    injectingMaxMs: minutes === undefined ? undefined : minutes * 60_000,
  };
}

function rowsNamed(names: string | undefined): readonly FaultRow[] {
  if (names === undefined) return ROWS;
  return names.split(',').map((name) => {
    const row = ROWS.find((candidate) => candidate.name === name);
    if (row === undefined) throw new Error(`unknown row ${name}; rows: ${ROW_NAMES}`);
    return row;
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
