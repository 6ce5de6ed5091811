/**
 * Generates the tables of docs/protocol.md from the code: close codes, limits, event types.
 * Each is written between `<!-- name -->` and `<!-- /name -->`.
 *   --check  Compare the tables without writing them
 * Reads the built package: build first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { table, withTable } from './markdown-table.js';

const root = new URL('../', import.meta.url);
const page = new URL('docs/protocol.md', root);

/** Texts of the retry policies. */
const RETRY = {
  never: 'does not reconnect',
  'new-token': 'reconnects immediately with a fresh token',
  backoff: 'reconnects after a random wait',
  spread: 'reconnects after a longer random wait',
};

function closeCodesTable({ RETRY_POLICIES, CLOSE_NAMES, CLOSE_REASONS }) {
  const rows = Object.entries(RETRY_POLICIES).map(([code, retry]) => [
    code,
    CLOSE_NAMES[code],
    CLOSE_REASONS[code],
    RETRY[retry],
  ]);
  return table(['code', 'name', 'default reason', 'a client'], rows);
}

function limitsTable({ LIMITS, LIMIT_MEANINGS }) {
  const rows = Object.entries(LIMITS).map(([name, limit]) => [
    `\`${name}\``,
    limit.default.toLocaleString('en-GB'),
    limit.unit,
    LIMIT_MEANINGS[name],
  ]);
  return table(['limit', 'default', 'unit', 'meaning'], rows);
}

function eventTypesTable({ EVENT_TYPES, EVENT_TYPE_MEANINGS }) {
  const rows = Object.entries(EVENT_TYPES).map(([type, info]) => [
    `\`${type}\``,
    `\`${info.field}\``,
    info.unit,
    EVENT_TYPE_MEANINGS[type],
  ]);
  return table(['`t`', 'field', 'unit', 'meaning'], rows);
}

const entries = ['index', 'server', 'meanings'].map(
  (name) => import(new URL(`packages/protocol/dist/${name}.js`, root).href),
);
const code = Object.assign({}, ...(await Promise.all(entries)));
const before = readFileSync(page, 'utf8');
let after = withTable(before, 'close-codes', closeCodesTable(code));
after = withTable(after, 'limits', limitsTable(code));
after = withTable(after, 'event-types', eventTypesTable(code));

if (!process.argv.includes('--check')) {
  writeFileSync(page, after);
} else if (before === after) {
  console.log('docs/protocol.md: tables up to date');
} else {
  console.error('docs/protocol.md: a table is out of date: run node scripts/protocol-tables.js');
  process.exitCode = 1;
}
