/**
 * The kinds of values that are the same for flags, variables, configuration files and options of a program. A kind
 * with units is in `quantities.ts`; a kind that only one program uses is declared there.
 */
import { demand, ValueError } from './value-error.js';

/** Reads one value. Throws `ValueError` if it is not accepted. */
export interface ValueKind<T> {
  /** Placeholder in the help: `--flag METAVAR`; empty for a switch. */
  readonly metavar: string;
  parse(text: string): T;
  /** Writes a value as `parse` reads it. Without it, `String` is used. */
  format?(value: T): string;
}

/** A kind that also checks the value that a program passes instead of a text. */
export interface SettingKind<T> extends ValueKind<T> {
  check(value: unknown): T;
}

/** A kind whose text is the value. */
export function plain<T extends string>(
  metavar: string,
  check: (value: unknown) => T,
): SettingKind<T> {
  return { metavar, parse: check, check };
}

/** Text on one line, not empty. */
export function text(metavar: string): SettingKind<string> {
  return plain(metavar, (value) => {
    demand(typeof value === 'string', 'text');
    if (value === '') throw new ValueError('must not be empty');
    demand(!/\p{Cc}/u.test(value), 'text without control characters');
    return value;
  });
}

/** One of a few words. */
export function choice<const T extends string>(...choices: readonly T[]): SettingKind<T> {
  return plain(choices.join('|'), (value) => {
    const chosen = choices.find((one) => one === value);
    demand(chosen !== undefined, `one of ${choices.join(', ')}`);
    return chosen;
  });
}

const FLAG_TEXTS: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  false: false,
  0: false,
};

/** A switch. */
export const flag: SettingKind<boolean> = {
  metavar: '',
  parse: (value) => flag.check(FLAG_TEXTS[value]),
  check: (value) => {
    demand(typeof value === 'boolean', 'true or false');
    return value;
  },
};

const MULTIPLES: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6 };

/** A number for which `isAccepted`; `accepted` describes those. `60k` and `1.5M` are read too. */
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

/** A whole number in a range. */
export function count(metavar: string, min: number, max: number): SettingKind<number> {
  return numeric(
    metavar,
    `a whole number from ${min} to ${max}`,
    (value) => Number.isSafeInteger(value) && value >= min && value <= max,
  );
}

/** One of a few whole numbers. */
export function oneOf(...numbers: readonly number[]): SettingKind<number> {
  return numeric(numbers.join('|'), numbers.join(' or '), (value) => numbers.includes(value));
}

/** A decimal number in a range; `above` excludes its lower end. */
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
