/** Options as data: parsers, types and help texts are derived from a table of options. */
import type { ValueKind } from './kinds.js';

/** One option: flag, kind, default and meaning. */
export interface Option<T = unknown> {
  /** The flag without dashes. */
  readonly flag: string;
  readonly kind: ValueKind<T>;
  /** Whether the option may be given more than once. */
  readonly isList?: true;
  readonly isRequired?: true;
  readonly default?: T;
  /** The heading under which the help lists it. */
  readonly group?: string;
  readonly meaning: string;
}

/** Options, with the keys of their values. */
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

/** The values of a table's options, by the keys of the table. */
export type OptionValues<T extends OptionTable> = { readonly [K in keyof T]: ValueOf<T[K]> };

/** Returns the value of an option that is not given: its default, an empty list, `false`, or `undefined`. */
export function defaultOf({ default: value, isList, kind }: Option): unknown {
  return isList ? [] : (value ?? (kind.metavar === '' ? false : undefined));
}

/** Returns the values of a table if no option is given. */
export function defaultsOf<T extends OptionTable>(table: T): OptionValues<T> {
  const entries = Object.entries(table).map(([key, option]) => [key, defaultOf(option)]);
  return Object.fromEntries(entries) as OptionValues<T>;
}
