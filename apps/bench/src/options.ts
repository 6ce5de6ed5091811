/**
 * Options of scenarios and commands, as data: parser, types and help come from the table. The same shape as
 * the command line's own, so that its parser and its help take these tables as they are.
 */

/** The value, or an error whose message says what would do. */
export interface ValueKind<T> {
  /** As in `--flag METAVAR`; empty for a switch. */
  readonly metavar: string;
  parse(text: string): T;
}

/** One option: how it is written, what it gives, what it means. */
export interface BenchOption<T = unknown> {
  /** Without the dashes. */
  readonly flag: string;
  readonly kind: ValueKind<T>;
  readonly isList?: true;
  readonly default?: T;
  readonly meaning: string;
}

/** Options by the key under which their values are handed on. */
export type BenchOptions = Readonly<Record<string, BenchOption>>;

/** What a table gives, by its keys; `undefined` for an option without a default that was not given. */
export type ValuesOf<T extends BenchOptions> = {
  readonly [K in keyof T]: T[K] extends { readonly kind: ValueKind<infer V> }
    ? T[K] extends { readonly isList: true }
      ? readonly V[]
      : T[K] extends { readonly default: V }
        ? V
        : V extends boolean
          ? boolean
          : V | undefined
    : never;
};

/** The values of a table of which nothing was given: defaults, empty lists, `false` and `undefined`. */
export function defaultsOf<T extends BenchOptions>(table: T): ValuesOf<T> {
  const entries = Object.entries(table).map(([key, { default: value, isList, kind }]) => [
    key,
    isList ? [] : (value ?? (kind.metavar === '' ? false : undefined)),
  ]);
  return Object.fromEntries(entries) as ValuesOf<T>;
}

export function text(metavar: string): ValueKind<string> {
  return {
    metavar,
    parse: (value) => {
      if (value === '') throw new Error('must not be empty');
      return value;
    },
  };
}

/** A whole number in a range; `60k` and `1.5M` are understood. */
export function count(metavar: string, min: number, max: number): ValueKind<number> {
  return {
    metavar,
    parse: (value) => {
      const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(value) ?? [];
      const number = Number(digits) * (unit === 'k' ? 1e3 : unit === 'M' ? 1e6 : 1);
      if (!Number.isInteger(number) || number < min || number > max) {
        throw new Error(`must be a whole number from ${min} to ${max}`);
      }
      return number;
    },
  };
}

/** A number above 0, or from 0 on where `min` says so. */
export function number(metavar: string, min: number, max: number): ValueKind<number> {
  return {
    metavar,
    parse: (value) => {
      const parsed = Number(value);
      if (!/^\d*\.?\d+$/.test(value) || parsed < min || parsed > max) {
        throw new Error(`must be a number from ${min} to ${max}`);
      }
      return parsed;
    },
  };
}

export function choice<const T extends string>(...choices: readonly T[]): ValueKind<T> {
  return {
    metavar: choices.join('|'),
    parse: (value) => {
      const chosen = choices.find((one) => one === value);
      if (chosen === undefined) throw new Error(`must be one of ${choices.join(', ')}`);
      return chosen;
    },
  };
}

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
};

/** `500ms`, `10s`, `15m`, `2h`, in ms. */
export const duration: ValueKind<number> = {
  metavar: 'DURATION',
  parse: (value) => {
    const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value) ?? [];
    const ms = Number(digits) * (UNITS_MS[unit] ?? Number.NaN);
    if (!(ms > 0)) throw new Error('must be a duration such as 500ms, 10s, 15m or 2h');
    return ms;
  },
};
