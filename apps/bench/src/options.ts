/**
 * Options of scenarios and commands as data: parser, types and help follow from the table. They have the same
 * shape as the command line's own options, so its parser and help accept them unchanged.
 */

/** Returns the value or throws an error that says what is accepted. */
export interface ValueKind<T> {
  /** Placeholder in the help: `--flag METAVAR`; empty for a switch. */
  readonly metavar: string;
  parse(text: string): T;
  /** Formats a default for the help. Without it, `String` is used. */
  format?(value: T): string;
}

/** One option: flag, type, default and meaning. */
export interface BenchOption<T = unknown> {
  /** Without the dashes. */
  readonly flag: string;
  readonly kind: ValueKind<T>;
  readonly isList?: true;
  readonly default?: T;
  readonly meaning: string;
}

/** Options by the key of their value. */
export type BenchOptions = Readonly<Record<string, BenchOption>>;

/** The values of a table of options; `undefined` for an option that is not given and has no default. */
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

/** The values when no option is given: defaults, empty lists, `false`, `undefined`. */
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

/** An integer in a range; accepts `60k` and `1.5M`. */
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

/** A decimal number in a range. */
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
  d: 86_400_000,
};

/** A duration such as `500ms`, `10s`, `15m`, `2h`, `1d`, or a number of ms; value in ms. */
export const duration: ValueKind<number> = {
  metavar: 'DURATION',
  format: (ms) => {
    const units = Object.entries(UNITS_MS).filter(([, size]) => ms % size === 0);
    const [unit, size] = units.at(-1) ?? ['ms', 1];
    return `${ms / size}${unit}`;
  },
  parse: (value) => {
    const [, digits, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(value) ?? [];
    const ms = Number(digits) * (UNITS_MS[unit] ?? Number.NaN);
    if (!(ms > 0)) throw new Error('must be a duration such as 500ms, 10s, 15m, 2h or 1500 (ms)');
    return ms;
  },
};
