/** Renders the list of commands and the help of each command from their declarations. */

import type { Option } from '@wearwire/options';
import type { Command, CommandEntry, CommandGroup, CommandTitle } from './command.js';
import { COMMON_OPTIONS } from './options.js';

/** Fits a terminal of 80 columns. */
const TEXT_COLUMNS_MAX = 78;
/** A longer name in the left column has its meaning on the next line. */
const LEFT_COLUMNS_MAX = 30;

/** Explanations of units, by the placeholder of the option. */
const UNITS: Readonly<Record<string, string>> = {
  DURATION: 'DURATION: such as 500ms, 3s, 15m, 12h or 2d; without a unit: ms',
  SIZE: 'SIZE: such as 64KiB, 20GiB or 500MB; without a unit: bytes',
};

export function generalHelp(program: string, commands: readonly CommandEntry[]): string {
  return [
    'wearwire: broker, clients and decoders for live wearable data',
    '',
    `usage: ${program} COMMAND [flags]`,
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    `${program} COMMAND --help shows the flags of a command.`,
    '',
    `example: ${program} demo`,
    '',
  ].join('\n');
}

export function commandHelp(
  program: string,
  { name, summary }: CommandTitle,
  command: Command,
): string {
  const { operands = [] } = command;
  const usage = operands.map(({ kind, isOptional }) =>
    isOptional ? ` [${kind.metavar}]` : ` ${kind.metavar}`,
  );
  const rows = operands.map(({ kind, meaning }) => [kind.metavar, meaning] as const);
  return [
    `${name}: ${summary}`,
    '',
    `usage: ${program} ${name}${usage.join('')} [flags]`,
    '',
    ...(rows.length === 0 ? [] : [...columns(rows), '']),
    ...optionSections([...command.options, ...Object.values(COMMON_OPTIONS)]),
    ...unitsOf(command.options),
    ...(command.notes ? [...command.notes, ''] : []),
    ...command.examples.map((line) => `example: ${program} ${line}`),
    '',
  ].join('\n');
}

/** One section per group, in the order in which the groups first occur. */
function optionSections(options: readonly Option[]): string[] {
  const groups = new Map<string, Option[]>();
  for (const option of options) {
    const { group = '' } = option;
    groups.set(group, [...(groups.get(group) ?? []), option]);
  }
  return [...groups].flatMap(([group, members]) => {
    const rows = members.map((option) => [usageOf(option), meaningOf(option)] as const);
    return [...(group === '' ? [] : [group]), ...columns(rows), ''];
  });
}

/** Explains the units of durations and sizes, if the command has options with them. */
function unitsOf(options: readonly Option[]): string[] {
  const lines = Object.entries(UNITS)
    .filter(([metavar]) => options.some(({ kind }) => kind.metavar === metavar))
    .map(([, line]) => line);
  return lines.length === 0 ? [] : [...lines, ''];
}

export function groupHelp(
  program: string,
  { name, summary }: CommandTitle,
  { notes, examples, commands }: CommandGroup,
): string {
  return [
    `${name}: ${summary}`,
    '',
    `usage: ${program} ${name} COMMAND [flags]`,
    '',
    ...columns(commands.map((command) => [command.name, command.summary])),
    '',
    ...(notes ? [...notes, ''] : []),
    `${program} ${name} COMMAND --help shows the flags of a command.`,
    '',
    ...examples.map((line) => `example: ${program} ${line}`),
    '',
  ].join('\n');
}

function usageOf({ flag, kind }: Option): string {
  return kind.metavar === '' ? `--${flag}` : `--${flag} ${kind.metavar}`;
}

function meaningOf(option: Option): string {
  const shown = shownDefault(option);
  const more = [
    option.isRequired ? 'required' : '',
    option.isList ? 'may be repeated' : '',
    shown === '' ? '' : `default: ${shown}`,
  ].filter(Boolean);
  return more.length === 0 ? option.meaning : `${option.meaning} (${more.join(', ')})`;
}

function shownDefault({ default: value, kind }: Option): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? (kind.format?.(value) ?? String(value)) : '';
}

/** Renders two columns and wraps the second one. */
function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => Math.min(left.length, LEFT_COLUMNS_MAX))) + 2;
  return rows.flatMap(([left, right]) => {
    const [first = '', ...others] = wrap(right, TEXT_COLUMNS_MAX - width);
    const isLong = left.length + 2 > width;
    const head = isLong
      ? [`  ${left}`, `  ${' '.repeat(width)}${first}`]
      : [`  ${left.padEnd(width)}${first}`];
    return [...head, ...others.map((line) => `  ${' '.repeat(width)}${line}`)];
  });
}

/** Breaks a text between words into lines of at most `width` characters. */
export function wrap(text: string, width = TEXT_COLUMNS_MAX): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
