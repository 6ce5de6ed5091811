/** How the values of settings are written: one reader a kind, each says what it wants when it is not that. */
import { isIP } from 'node:net';
import type { DeveloperCredentials } from '../auth/developers.js';

/** The value, or an error whose message says what would do. */
export interface ValueKind<T> {
  /** As in `--flag METAVAR`; empty for a switch. */
  readonly metavar: string;
  /** From a flag, a variable or a file's string. */
  parse(text: string): T;
}

export class ValueError extends Error {}

export const text: ValueKind<string> = {
  metavar: 'TEXT',
  parse: (value) => {
    if (value === '') throw new ValueError('must not be empty');
    return value;
  },
};

/** Like `text`, with a name of its own in the help. */
export function named(metavar: string): ValueKind<string> {
  return { ...text, metavar };
}

export const flag: ValueKind<boolean> = {
  metavar: '',
  parse: (value) => {
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0') return false;
    throw new ValueError('must be true or false');
  },
};

/** A whole number in a range. */
export function count(metavar: string, min: number, max: number): ValueKind<number> {
  return {
    metavar,
    parse: (value) => {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < min || number > max) {
        throw new ValueError(`must be a whole number from ${min} to ${max}`);
      }
      return number;
    },
  };
}

/** How much a second, 0 for no bound. */
export const perSecond = count('N', 0, Number.MAX_SAFE_INTEGER);

/** A port, or `off`, which is -1. */
export const portOrOff: ValueKind<number> = {
  metavar: 'N|off',
  parse: (value) => (value === 'off' ? -1 : count('N', 0, 65_535).parse(value)),
};

/** Whole milliseconds. */
export const milliseconds = count('MS', 1, 2 ** 31 - 1);

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `500ms`, `3s`, `15m`, `12h`, `2d`, in ms. */
export const duration: ValueKind<number> = {
  metavar: 'DURATION',
  parse: (value) => {
    const [, digits, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(value) ?? [];
    const ms = Number(digits) * (UNITS_MS[unit ?? ''] ?? Number.NaN);
    if (!(ms > 0)) throw new ValueError('must be a duration such as 500ms, 3s, 15m, 12h or 2d');
    return ms;
  },
};

const UNITS_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** `500MB`, `20GiB`, `1.5TB`, or `0`; in bytes, rounded down. */
export const size: ValueKind<number> = {
  metavar: 'SIZE',
  parse: (value) => {
    const [, digits, unit] = /^(\d+(?:\.\d+)?)(B|[kMGT]B|[KMGT]iB)?$/.exec(value) ?? [];
    // Without its unit only nothing is clear.
    const bytes = Math.floor(Number(digits) * (UNITS_BYTES[unit ?? 'B'] ?? Number.NaN));
    const isClear = Number.isSafeInteger(bytes) && (unit !== undefined || bytes === 0);
    if (!isClear) throw new ValueError('must be a size such as 500MB, 20GiB or 1.5TB, or 0');
    return bytes;
  },
};

export function choice<const T extends string>(...choices: readonly T[]): ValueKind<T> {
  return {
    metavar: choices.join('|'),
    parse: (value) => {
      const chosen = choices.find((one) => one === value);
      if (chosen === undefined) throw new ValueError(`must be one of ${choices.join(', ')}`);
      return chosen;
    },
  };
}

/** `ID:KEY`; the key may hold colons. */
export const developer: ValueKind<DeveloperCredentials> = {
  metavar: 'ID:KEY',
  parse: (value) => {
    const colon = value.indexOf(':');
    if (colon < 1 || colon === value.length - 1) throw new ValueError('must be ID:KEY');
    return { id: value.slice(0, colon), key: value.slice(colon + 1) };
  },
};

/** An address, or a network as `10.0.0.0/8`. */
export const cidr: ValueKind<string> = {
  metavar: 'CIDR',
  parse: (value) => {
    const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
    const bits = isIP(address) === 6 ? 128 : 32;
    if (isIP(address) === 0 || Number(prefix ?? 0) > bits) {
      throw new ValueError('must be an address or a network, like 10.0.0.7 or 10.0.0.0/8');
    }
    return value;
  },
};
