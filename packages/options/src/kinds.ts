/**
 * The kinds of values of flags, environment variables, configuration files and program options. Kinds with units are
 * in `quantities.ts`; a kind that only one program uses is declared in that program.
 */
import { demand, ValueError } from './value-error.js';

/** Parses one kind of value. `parse` throws `ValueError` for an invalid value. */
export interface ValueKind<T> {
  /** Placeholder in the help: `--flag METAVAR`; empty for a switch. */
  readonly metavar: string;
  parse(text: string): T;
  /** Formats a value so that `parse` can read it. Default: `String`. */
  format?(value: T): string;
}

/** A kind that also validates a value that a program passes instead of text. */
export interface SettingKind<T> extends ValueKind<T> {
  check(value: unknown): T;
}

/** Returns the kind of texts that `check` accepts. `check` returns the text, or throws `ValueError`. */
export function checkedText<T extends string>(
  metavar: string,
  check: (value: unknown) => T,
): SettingKind<T> {
  return { metavar, parse: check, check };
}

/** Returns the kind of non-empty text on one line. */
export function text(metavar: string): SettingKind<string> {
  return checkedText(metavar, (value) => {
    demand(typeof value === 'string', 'text');
    if (value === '') throw new ValueError('must not be empty');
    demand(!/\p{Cc}/u.test(value), 'text without control characters');
    return value;
  });
}

/** Returns the kind of a value that is one of several words. */
export function oneOfWords<const T extends string>(...words: readonly T[]): SettingKind<T> {
  return checkedText(words.join('|'), (value) => {
    const chosen = words.find((word) => word === value);
    demand(chosen !== undefined, `one of ${words.join(', ')}`);
    return chosen;
  });
}

const FLAG_TEXTS: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  false: false,
  0: false,
};

/** The kind of a switch. */
export const flag: SettingKind<boolean> = {
  metavar: '',
  parse: (value) => flag.check(FLAG_TEXTS[value]),
  check: (value) => {
    demand(typeof value === 'boolean', 'true or false');
    return value;
  },
};

const MULTIPLES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6 };

/**
 * Returns the kind of numbers for which `isAccepted` returns true; `accepted` describes them. Accepts `60k` and
 * `1.5M` too.
 */
function numeric(
  metavar: string,
  accepted: string,
  isAccepted: (value: number) => boolean,
): SettingKind<number> {
  const check = (value: unknown): number => {
    demand(typeof value === 'number' && isAccepted(value), accepted);
    return value;
  };
  return {
    metavar,
    parse: (value) => {
      const [, digits, unit = ''] = /^(\d+(?:\.\d+)?|\.\d+)([kM]?)$/.exec(value) ?? [];
      return check(Number(digits) * (MULTIPLES[unit] as number));
    },
    check,
  };
}

/** Returns the kind of integers in a range. */
export function count(metavar: string, min: number, max: number): SettingKind<number> {
  return numeric(
    metavar,
    `a whole number from ${min} to ${max}`,
    (value) => Number.isSafeInteger(value) && value >= min && value <= max,
  );
}

/** Returns the kind of a value that is one of several integers. */
export function oneOfNumbers(...numbers: readonly number[]): SettingKind<number> {
  return numeric(numbers.join('|'), numbers.join(' or '), (value) => numbers.includes(value));
}

/** Returns the kind of decimal numbers in a range; `above` excludes its lower end. */
export function number(
  metavar: string,
  range:
    | { readonly min: number; readonly max: number }
    | { readonly above: number; readonly max: number },
): SettingKind<number> {
  const { max } = range;
  return 'min' in range
    ? numeric(
        metavar,
        `a number from ${range.min} to ${max}`,
        (value) => value >= range.min && value <= max,
      )
    : numeric(
        metavar,
        `a number above ${range.above}, up to ${max}`,
        (value) => value > range.above && value <= max,
      );
}
