/**
 * Generates the table of the broker's settings in docs/operating.md from `SETTINGS`: flag, variable, key of the
 * config file, default, unit, meaning.
 *   --check  Compare the table without writing it
 * Reads the built package: build first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { table, withTable } from './markdown-table.js';

const root = new URL('../', import.meta.url);
const page = new URL('docs/operating.md', root);

/** Formats the default for readers: the duration 172800000 becomes `2d`. */
function defaultText({ default: value, kind }) {
  if (Array.isArray(value) || value === '') return '';
  return `\`${kind.format?.(value) ?? value}\``;
}

/** Describes the form of a value; a switch has none. */
function kindText({ kind, isList }) {
  const kindOf = kind.metavar === '' ? 'switch' : `\`${kind.metavar.replaceAll('|', '\\|')}\``;
  return isList ? `${kindOf}, many` : kindOf;
}

function settingsTable({ SETTINGS, variableOf }) {
  const rows = Object.entries(SETTINGS).map(([key, setting]) => [
    `\`--${setting.flag}\``,
    `\`${variableOf(setting.flag)}\``,
    `\`${key}\``,
    kindText(setting),
    defaultText(setting),
    setting.unit ?? '',
    setting.meaning,
  ]);
  return table(['flag', 'variable', 'key', 'value', 'default', 'plain number', 'meaning'], rows);
}

const broker = await import(new URL('apps/broker/dist/config/settings.js', root).href);
const before = readFileSync(page, 'utf8');
const after = withTable(before, 'settings', settingsTable(broker));

if (!process.argv.includes('--check')) {
  writeFileSync(page, after);
} else if (before === after) {
  console.log('docs/operating.md: table of settings up to date');
} else {
  console.error(
    'docs/operating.md: the table of settings is out of date: run node scripts/settings-table.js',
  );
  process.exitCode = 1;
}
