/**
 * Tables of options to values. A command has one table; parser, types of the values and help come from it.
 * A value is never repeated in an error: it may be a key.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { messageOf, UsageError } from './errors.js';
import { suggestion } from './suggest.js';
import { flag, type ValueKind } from './values.js';

export interface Option<T = unknown> {
  /** Without the dashes. */
  readonly flag: string;
  readonly kind: ValueKind<T>;
  /** May be given more than once. */
  readonly isList?: true;
  readonly isRequired?: true;
  readonly default?: T;
  /** The heading under which the help lists it. */
  readonly group?: string;
  readonly meaning: string;
}

export interface Operand<T = unknown> {
  readonly kind: ValueKind<T>;
  /** May be left out; then none may follow it. */
  readonly isOptional?: true;
  readonly meaning: string;
}

/** What operands give, in their order. */
type OperandValues<T extends readonly Operand[]> = {
  readonly [I in keyof T]: T[I] extends { readonly kind: ValueKind<infer V> }
    ? T[I] extends { readonly isOptional: true }
      ? V | undefined
      : V
    : never;
};

export type OptionTable = Readonly<Record<string, Option>>;

type ValueOf<O> = O extends { readonly kind: ValueKind<infer T> }
  ? O extends { readonly isList: true }
    ? readonly T[]
    : O extends { readonly isRequired: true } | { readonly default: T }
      ? T
      : T extends boolean
        ? boolean
        : T | undefined
  : never;

/** What a table's options give, by the table's keys. */
export type OptionValues<T extends OptionTable> = { readonly [K in keyof T]: ValueOf<T[K]> };

/** Understood by every command. */
export const COMMON_OPTIONS = {
  help: { flag: 'help', kind: flag, meaning: 'Show this help' },
  debug: { flag: 'debug', kind: flag, meaning: 'Show the stack of an error' },
} as const satisfies OptionTable;

/** Flags as written and what stands beside them. */
export interface RawLine {
  readonly flags: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly operands: readonly string[];
}

/** Splits a command line by its table; throws `UsageError` for a flag that the table does not have. */
export function splitLine(args: readonly string[], options: readonly Option[]): RawLine {
  const config: NonNullable<ParseArgsConfig['options']> = {};
  for (const { flag: name, kind, isList } of options) {
    config[name] = { type: kind.metavar === '' ? 'boolean' : 'string', multiple: isList === true };
  }
  try {
    const line = parseArgs({ args: [...args], options: config, allowPositionals: true });
    return { flags: { ...line.values }, operands: line.positionals };
  } catch (error) {
    throw new UsageError(parseMessage(error, options), error);
  }
}

/** The first sentence of what parseArgs says (the others are about quoting), and the closest flag. */
function parseMessage(error: unknown, options: readonly Option[]): string {
  const [sentence = ''] = messageOf(error).split(/\. |; /);
  const text = sentence.replace(/^\w/, (letter) => letter.toLowerCase());
  const [, unknown] = /^unknown option '--([^'=]+)/.exec(text) ?? [];
  const flags = options.map(({ flag: name }) => name);
  const hint = unknown === undefined ? '' : suggestion(unknown, flags, '--');
  return `${text}${hint || '; see --help'}`;
}

/** Throws `UsageError` for a value that is not what its option wants, and for one that is missing. */
export function readOptions<T extends OptionTable>(line: RawLine, table: T): OptionValues<T> {
  const values: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(table)) {
    const given = line.flags[option.flag];
    if (given === undefined && option.isRequired) {
      throw new UsageError(`--${option.flag} ${option.kind.metavar} is missing; see --help`);
    }
    values[key] = given === undefined ? absent(option) : present(option, given);
  }
  return values as OptionValues<T>;
}

/** The one operand of a command, or `UsageError`. */
export function readOperand<T>(line: RawLine, operand: Operand<T>): T {
  const [, second] = line.operands;
  if (second !== undefined) {
    throw new UsageError(`only one ${operand.kind.metavar} is wanted; see --help`);
  }
  return readOperands(line, [operand])[0] as T;
}

/** The operands of a command in their order, or `UsageError`. */
export function readOperands<const T extends readonly Operand[]>(
  line: RawLine,
  operands: T,
): OperandValues<T> {
  if (line.operands.length > operands.length) {
    const names = operands.map(({ kind }) => kind.metavar).join(' ');
    throw new UsageError(`only ${names} is wanted; see --help`);
  }
  const values = operands.map(({ kind, isOptional, meaning }, i) => {
    const text = line.operands[i];
    if (text !== undefined) return parse(kind.metavar, kind, text);
    if (isOptional) return undefined;
    throw new UsageError(`${kind.metavar} is missing: ${meaning}`);
  });
  return values as OperandValues<T>;
}

function absent(option: Option): unknown {
  if (option.isList) return [];
  return option.default ?? (option.kind.metavar === '' ? false : undefined);
}

function present(option: Option, given: string | boolean | (string | boolean)[]): unknown {
  const name = `--${option.flag}`;
  if (Array.isArray(given)) return given.map((one) => parse(name, option.kind, String(one)));
  return parse(name, option.kind, String(given));
}

function parse<T>(name: string, kind: ValueKind<T>, value: string): T {
  try {
    return kind.parse(value);
  } catch (error) {
    throw new UsageError(`${name} ${messageOf(error)}`, error);
  }
}
