/**
 * Writes the tables of docs/protocol.md that stand in the code: close codes, limits, event types.
 * Each lies between `<!-- name -->` and `<!-- /name -->`. With --check it compares and changes nothing.
 * Reads the built package: build first.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const page = new URL('docs/protocol.md', root);

/** What a client does, in words. */
const RETRY = {
  never: 'stops',
  'new-token': 'connects again at once',
  backoff: 'connects again after a wait',
  spread: 'connects again after a longer wait',
};

/** Columns are padded as the formatter pads them, so that it leaves the tables alone. */
function table(head, rows) {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((cells) => [...String(cells[column])].length)),
  );
  const pad = (cell, column) => cell + ' '.repeat(widths[column] - [...cell].length);
  const line = (cells) =>
    `| ${cells.map((cell, column) => pad(String(cell), column)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function closeCodesTable({ RETRY_POLICIES, CLOSE_NAMES, CLOSE_REASONS }) {
  const rows = Object.entries(RETRY_POLICIES).map(([code, retry]) => [
    code,
    CLOSE_NAMES[code],
    CLOSE_REASONS[code],
    RETRY[retry],
  ]);
  return table(['code', 'name', 'reason text, unless a more exact one is sent', 'a client'], rows);
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

/** The page with the table between the two marks; a lone first mark gets its second. */
function withTable(text, name, rows) {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const start = text.indexOf(open);
  if (start < 0) throw new Error(`docs/protocol.md has no mark ${open}`);
  const end = text.indexOf(close, start);
  const rest = end < 0 ? text.slice(start + open.length) : text.slice(end + close.length);
  return `${text.slice(0, start)}${open}\n\n${rows}\n\n${close}${rest}`;
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
  console.log('docs/protocol.md: the tables are as in the code');
} else {
  console.error(
    'docs/protocol.md: a table differs from the code: run node scripts/protocol-tables.js',
  );
  process.exitCode = 1;
}
