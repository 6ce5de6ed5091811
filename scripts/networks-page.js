/**
 * `pnpm networks [--write] [NAME]`: plays the scenarios of the network laboratory and prints their outcomes;
 * with --write into docs/networks.md. Reads the built packages: build first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { COLUMNS, rowOf } from '../apps/networks/dist/report.js';
import { SCENARIOS } from '../apps/networks/dist/scenarios/table.js';
import { play } from '../apps/networks/dist/stage.js';
import { table, withTable } from './markdown-table.js';

const PAGE = new URL('../docs/networks.md', import.meta.url);
/** The same numbers in each run. */
const SEED = 1;

const isWriting = process.argv.includes('--write');
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const rows = [];
for (const scenario of SCENARIOS) {
  if (names.length > 0 && !names.includes(scenario.name)) continue;
  rows.push(rowOf(scenario, await play(scenario, SEED)));
}
const text = table(COLUMNS, rows);
if (isWriting) {
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), 'networks', text));
} else {
  console.log(text);
}
