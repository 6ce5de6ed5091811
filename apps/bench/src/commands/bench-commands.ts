/** Every command of `wearwire bench`. */
import type { BenchCommand } from './command.js';
import { compare } from './compare.js';
import { list } from './list.js';
import { quick } from './quick.js';
import { report } from './report.js';
import { RUN_COMMANDS } from './run.js';
import { search } from './search.js';
import { smoke } from './smoke.js';
import { suite } from './suite.js';

/** In the order of the help text. */
export const BENCH_COMMANDS: readonly BenchCommand[] = [
  quick,
  ...RUN_COMMANDS,
  search,
  suite,
  smoke,
  report,
  compare,
  list,
];
