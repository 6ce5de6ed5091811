/**
 * Parses a command line by the command's table of options. Types and help follow from the same table.
 * Errors never repeat a value, because it may be a key.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util';
import {
  defaultOf,
  flag,
  type Option,
  type OptionTable,
  type OptionValues,
  type ValueKind,
} from '@wearwire/options';
import { messageOf, UsageError } from './errors.js';
import { suggestion } from './suggest.js';

export interface Operand<T = unknown> {
  readonly kind: ValueKind<T>;
  /** May be omitted; only optional operands may follow it. */
  readonly isOptional?: true;
  readonly meaning: string;
}

/** The values of operands, in order. */
type OperandValues<T extends readonly Operand[]> = {
  readonly [I in keyof T]: T[I] extends { readonly kind: ValueKind<infer V> }
    ? T[I] extends { readonly isOptional: true }
      ? V | undefined
      : V
    : never;
};

/** Options of every command. */
export const COMMON_OPTIONS = {
  help: { flag: 'help', kind: flag, meaning: 'Show this help' },
  debug: { flag: 'debug', kind: flag, meaning: 'Show the stack traces of errors' },
} as const satisfies OptionTable;

/** The flags as text, and the positional arguments. */
export interface RawArguments {
  readonly flags: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  readonly operands: readonly string[];
}

/** Splits a command line into flags and operands; throws `UsageError` for an unknown flag. */
export function splitArguments(args: readonly string[], options: readonly Option[]): RawArguments {
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

/** The first sentence of the message of parseArgs (the others explain quoting), and the closest known flag. */
function parseMessage(error: unknown, options: readonly Option[]): string {
  const [sentence = ''] = messageOf(error).split(/\. |; /);
  const text = sentence.replace(/^\w/, (letter) => letter.toLowerCase());
  const [, unknown] = /^unknown option '--([^'=]+)/.exec(text) ?? [];
  const flags = options.map(({ flag: name }) => name);
  const hint = unknown === undefined ? '' : suggestion(unknown, flags, '--');
  return `${text}${hint || '; see --help'}`;
}

/** Throws `UsageError` for an invalid value and for a missing required option. */
export function readOptions<T extends OptionTable>(line: RawArguments, table: T): OptionValues<T> {
  const values: Record<string, unknown> = {};
  for (const [key, option] of Object.entries(table)) {
    const given = line.flags[option.flag];
    if (given === undefined && option.isRequired) {
      throw new UsageError(`--${option.flag} ${option.kind.metavar} is missing; see --help`);
    }
    values[key] = given === undefined ? defaultOf(option) : parseGiven(option, given);
  }
  return values as OptionValues<T>;
}

/**
 * Reads the operands of a command, in order; throws `UsageError` if one is missing or invalid, or if there are too
 * many.
 */
export function readOperands<const T extends readonly Operand[]>(
  line: RawArguments,
  operands: T,
): OperandValues<T> {
  if (line.operands.length > operands.length) {
    const names = operands.map(({ kind }) => kind.metavar).join(' ');
    throw new UsageError(`too many arguments: expected ${names}; see --help`);
  }
  const values = operands.map(({ kind, isOptional, meaning }, i) => {
    const text = line.operands[i];
    if (text !== undefined) return parse(kind.metavar, kind, text);
    if (isOptional) return undefined;
    throw new UsageError(`${kind.metavar} is missing: ${meaning}`);
  });
  return values as OperandValues<T>;
}

function parseGiven(option: Option, given: string | boolean | (string | boolean)[]): unknown {
  const name = `--${option.flag}`;
  if (Array.isArray(given)) return given.map((value) => parse(name, option.kind, String(value)));
  return parse(name, option.kind, String(given));
}

function parse<T>(name: string, kind: ValueKind<T>, value: string): T {
  try {
    return kind.parse(value);
  } catch (error) {
    throw new UsageError(`${name} ${messageOf(error)}`, error);
  }
}
