/**
 * `pnpm networks [--sockets] [--write] [NAME]`: runs the scenarios of the network laboratory and prints the results;
 * --write also writes them to docs/networks.md. Uses a virtual clock; with --sockets uses real sockets, and compares
 * with MQTT, which takes about eight minutes. Reads the built packages: build first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { COLUMNS, CONSUMER_COLUMNS, consumerRowOf, rowOf } from '../apps/networks/dist/report.js';
import { SCENARIOS } from '../apps/networks/dist/scenarios/scenarios.js';
import { table, withTable } from './markdown-table.js';

const PAGE = new URL('../docs/networks.md', import.meta.url);
/** Seed of the random numbers, the same in each run. */
const SEED = 1;

const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const selected = SCENARIOS.filter(({ name }) => names.length === 0 || names.includes(name));

async function onVirtualClock() {
  const { playVirtual } = await import('../apps/networks/dist/play-virtual.js');
  const rows = [];
  for (const scenario of selected) rows.push(rowOf(scenario, await playVirtual(scenario, SEED)));
  return { networks: table(COLUMNS, rows) };
}

/** Runs all scenarios at the same time, each with its own link. */
async function onSockets() {
  const { playAllOnSockets } = await import('../apps/networks/dist/real/play-all.js');
  const { producers, consumers } = await playAllOnSockets(selected, SEED);
  const rows = producers.map(({ scenario, system, outcome }) => {
    const [name, , ...measures] = rowOf(scenario, outcome);
    return [name, system, ...measures];
  });
  return {
    'networks-sockets': table(['scenario', 'system', ...COLUMNS.slice(2)], rows),
    'networks-consumers': table(CONSUMER_COLUMNS, consumers.map(consumerRowOf)),
  };
}

const tables = await (process.argv.includes('--sockets') ? onSockets() : onVirtualClock());
if (process.argv.includes('--write')) {
  let page = readFileSync(PAGE, 'utf8');
  for (const [name, text] of Object.entries(tables)) page = withTable(page, name, text);
  writeFileSync(PAGE, page);
} else {
  console.log(Object.values(tables).join('\n\n'));
}
