/**
 * Generates the table of the broker's settings in docs/operating.md from `SETTINGS`: flag, variable, key of the
 * config file, default, unit, meaning.
 *   --check  Compare the table without writing it
 * Reads the built package: build first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS, variableOf } from '../apps/broker/dist/config/settings.js';
import { updateFile } from './generated-file.js';
import { table, withTable } from './markdown-table.js';
import { ROOT } from './packages/publishable.js';

const PAGE = 'docs/operating.md';

/** Formats the default for readers: the duration 172800000 becomes `2d`. */
function defaultText({ default: value, kind }) {
  if (Array.isArray(value) || value === '') return '';
  return `\`${kind.format?.(value) ?? value}\``;
}

/** Describes the form of a value; a switch, which has no value, is named as such. */
function kindText({ kind, isList }) {
  const kindOf = kind.metavar === '' ? 'switch' : `\`${kind.metavar.replaceAll('|', '\\|')}\``;
  return isList ? `${kindOf}, many` : kindOf;
}

function settingsTable() {
  const rows = Object.entries(SETTINGS).map(([key, setting]) => [
    `\`--${setting.flag}\``,
    `\`${variableOf(setting.flag)}\``,
    `\`${key}\``,
    kindText(setting),
    defaultText(setting),
    setting.unit ?? '',
    setting.meaning,
  ]);
  return table(['flag', 'variable', 'key', 'value', 'default', 'default unit', 'meaning'], rows);
}

const text = withTable(readFileSync(join(ROOT, PAGE), 'utf8'), 'settings', settingsTable());
updateFile(PAGE, text, 'node scripts/settings-table.js');
if (process.exitCode !== 1) console.log(`${PAGE}: table of settings up to date`);
