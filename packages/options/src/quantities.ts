/** The kinds of values with units: durations in ms and sizes in bytes. */
import type { SettingKind } from './kinds.js';
import { demand } from './value-error.js';

interface Quantity {
  readonly metavar: string;
  /** Factors of the accepted units, smallest first. */
  readonly units: Readonly<Record<string, number>>;
  /** The unit of a number without one. */
  readonly defaultUnit: string;
  /** The units in which values are formatted. */
  readonly formatUnits: Readonly<Record<string, number>>;
  readonly acceptedText: string;
  readonly acceptedNumber: string;
  isAccepted(value: number): boolean;
}

function quantity(options: Quantity): SettingKind<number> {
  const { units, defaultUnit, isAccepted } = options;
  const isValue = (value: unknown): value is number =>
    Number.isSafeInteger(value) && isAccepted(value as number);
  return {
    metavar: options.metavar,
    format: (value) => inLargestUnit(value, options.formatUnits),
    parse: (text) => {
      const [, digits, unit = defaultUnit] = /^(\d+(?:\.\d+)?)([a-zA-Z]+)?$/.exec(text) ?? [];
      const value = Math.round(Number(digits) * (units[unit] ?? Number.NaN));
      demand(isValue(value), options.acceptedText);
      return value;
    },
    check: (value) => {
      demand(isValue(value), options.acceptedNumber);
      return value;
    },
  };
}

/** Formats a value in the largest unit that divides it: 172800000 ms are `2d`. */
function inLargestUnit(value: number, units: Readonly<Record<string, number>>): string {
  if (value === 0) return '0';
  const fitting = Object.entries(units).filter(([, unitSize]) => value % unitSize === 0);
  const [unit, unitSize] = fitting.at(-1) ?? ['', 1];
  return `${value / unitSize}${unit}`;
}

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Returns the kind of durations from 1 ms to `msMax`; `maxText` is `msMax` with a unit. */
function durationUpTo(msMax: number, maxText: string): SettingKind<number> {
  return quantity({
    metavar: 'DURATION',
    units: UNITS_MS,
    defaultUnit: 'ms',
    formatUnits: UNITS_MS,
    acceptedText: `a duration from 1ms to ${maxText}, such as 500ms, 3s, 15m, 12h or 2d; a number without a unit is in ms`,
    acceptedNumber: `a whole number of ms from 1 to ${msMax}`,
    isAccepted: (ms) => ms >= 1 && ms <= msMax,
  });
}

/** 100 years; a longer duration is certainly a mistake. */
const DURATION_DAYS_MAX = 36_500;

/** The kind of durations in ms. `40s` and `40000` are equal. */
export const duration = durationUpTo(DURATION_DAYS_MAX * UNITS_MS.d, `${DURATION_DAYS_MAX}d`);

/** The kind of durations that a timer supports, in ms. */
export const timeout = durationUpTo(2 ** 31 - 1, '24d');

const BINARY_UNITS = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
const SIZE = {
  metavar: 'SIZE',
  units: { ...BINARY_UNITS, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 },
  defaultUnit: 'B',
  formatUnits: BINARY_UNITS,
};

/** Returns the kind of sizes in bytes, in a range. */
export function size(min: number, max: number): SettingKind<number> {
  const [minText, maxText] = [min, max].map((value) => inLargestUnit(value, BINARY_UNITS));
  return quantity({
    ...SIZE,
    acceptedText: `a size from ${minText} to ${maxText}, such as 64KiB, 1MiB or 65536`,
    acceptedNumber: `a whole number of bytes from ${min} to ${max}`,
    isAccepted: (value) => value >= min && value <= max,
  });
}

const LIMIT_BYTES_MIN = 2 ** 20;

/** The kind of size limits of at least 1 MiB, in bytes; 0: unlimited. */
export const sizeOrNone = quantity({
  ...SIZE,
  acceptedText: 'a size of 1MiB or more, such as 500MB, 20GiB or 1.5TB, or 0 for unlimited',
  acceptedNumber: `a whole number of bytes from ${LIMIT_BYTES_MIN}, or 0 for unlimited`,
  isAccepted: (value) => value === 0 || value >= LIMIT_BYTES_MIN,
});
