/**
 * Generates the tables of docs/protocol.md from the code: close codes, limits, event types.
 * Each is written between `<!-- name -->` and `<!-- /name -->`.
 *   --check  Compare the tables without writing them
 * Reads the built package: build first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { updateFile } from './generated-file.js';
import { table, withTable } from './markdown-table.js';
import { ROOT } from './packages/publishable.js';

const PAGE = 'docs/protocol.md';

/** What a client does, by retry policy. */
const RETRY_TEXTS = {
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
    RETRY_TEXTS[retry],
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
  (name) => import(`../packages/protocol/dist/${name}.js`),
);
const code = Object.assign({}, ...(await Promise.all(entries)));
let text = readFileSync(join(ROOT, PAGE), 'utf8');
text = withTable(text, 'close-codes', closeCodesTable(code));
text = withTable(text, 'limits', limitsTable(code));
text = withTable(text, 'event-types', eventTypesTable(code));
updateFile(PAGE, text, 'node scripts/protocol-tables.js');
if (process.exitCode !== 1) console.log(`${PAGE}: tables up to date`);
