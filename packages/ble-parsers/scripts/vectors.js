/**
 * `pnpm vectors FILE.jsonl…`: runs the cases of any vector file against the built package. Prints one line per failure,
 * one per reason why cases were skipped, and a total. Exit status: 0 if no case failed, 1 if one failed, 2 for wrong
 * arguments or a file that cannot be read. `--all` also runs the cases marked `disagrees` and `policy`.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import * as api from '../dist/index.js';
import { readCases, runCase } from './vector-match.js';

const args = process.argv.slice(2).filter((arg) => arg !== '--');
const files = args.filter((arg) => !arg.startsWith('--'));
const all = args.includes('--all');
if (files.length === 0) {
  console.error('usage: vectors [--all] FILE.jsonl…');
  process.exit(2);
}

// pnpm runs scripts in the folder of the package; resolve the files relative to the caller's folder.
const from = process.env.INIT_CWD ?? process.cwd();
const counts = { passed: 0, failed: 0 };
const skipped = new Map();

for (const file of files) {
  for (const [index, vector] of readCasesOf(file).entries()) {
    const outcome = runCase(api, vector, { all });
    if (outcome.kind === 'skipped') {
      const ids = skipped.get(outcome.reason) ?? [];
      skipped.set(outcome.reason, [...ids, `${vector.profile} ${vector.id}`]);
      continue;
    }
    counts[outcome.kind]++;
    if (outcome.kind === 'failed') {
      const payload = vector.hex ?? vector.frames.join(' ');
      const where = `${file}:${index + 1} ${vector.profile} ${vector.id} ${payload}`;
      console.log(`${where}: ${outcome.reasons.join('; ')}`);
    }
  }
}

for (const [reason, ids] of skipped) {
  console.log(`${reason} (${ids.length}): ${[...new Set(ids)].join(', ')}`);
}
const skippedTotal = [...skipped.values()].flat().length;
console.log(`${counts.passed} passed, ${counts.failed} failed, ${skippedTotal} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;

function readCasesOf(file) {
  try {
    return readCases(readFileSync(resolve(from, file), 'utf8'));
  } catch (error) {
    console.error(`${file}: ${error.message}`);
    process.exit(2);
  }
}
