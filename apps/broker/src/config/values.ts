/**
 * The kinds of settings. Each parses and validates a value, given as text or by a program, and reports the expected
 * form when the value is invalid.
 */
import { isIP } from 'node:net';
import { LIMITS } from '@wearwire/protocol';
import {
  API_KEY_FORMAT,
  DEVELOPER_ID_FORMAT,
  isApiKey,
  isDeveloperId,
} from '../auth/credentials-format.js';
import type { DeveloperCredentials } from '../auth/developers.js';
import { isNatsUrl } from '../storage/nats/servers.js';

/** The value, or an error whose message says what would do. */
export interface ValueKind<T> {
  /** As in `--flag METAVAR`; empty for a switch. */
  readonly metavar: string;
  /** From a flag, a variable or a file's string. */
  parse(text: string): T;
  /** As `parse` reads it, the shortest way; where it is missing, `String` is right. */
  format?(value: T): string;
  /** From an option of `createBroker`. */
  check(value: unknown): T;
}

export class ValueError extends Error {}

/** Throws `ValueError` with what is wanted where it is not so. */
function demand(isSo: boolean, wanted: string): asserts isSo {
  if (!isSo) throw new ValueError(`must be ${wanted}`);
}

/** A kind whose text is the value. */
function plain<T extends string>(metavar: string, check: (value: unknown) => T): ValueKind<T> {
  return { metavar, parse: check, check };
}

/** Text, with a name of its own in the help. */
export function named(metavar: string): ValueKind<string> {
  return plain(metavar, (value) => {
    demand(typeof value === 'string', 'text');
    if (value === '') throw new ValueError('must not be empty');
    demand(!/\p{Cc}/u.test(value), 'text without control characters');
    return value;
  });
}

export const text = named('TEXT');

const USER_ID_BYTES_MAX = LIMITS.userIdBytesMax.default;

/** A user id, as long as a token may be made for one. */
export const userId = plain('TEXT', (value) => {
  const id = text.check(value);
  demand(
    Buffer.byteLength(id) <= USER_ID_BYTES_MAX,
    `text of no more than ${USER_ID_BYTES_MAX} bytes`,
  );
  return id;
});

const FLAG_TEXTS: Readonly<Record<string, boolean>> = {
  true: true,
  1: true,
  false: false,
  0: false,
};

export const flag: ValueKind<boolean> = {
  metavar: '',
  parse: (value) => flag.check(FLAG_TEXTS[value]),
  check: (value) => {
    demand(typeof value === 'boolean', 'true or false');
    return value;
  },
};

/** A whole number for which `isGood`; `wanted` names those. */
function whole(
  metavar: string,
  wanted: string,
  isGood: (number: number) => boolean,
): ValueKind<number> {
  const check = (value: unknown): number => {
    demand(Number.isSafeInteger(value) && isGood(value as number), wanted);
    return value as number;
  };
  return {
    metavar,
    parse: (value) => check(/^\d+$/.test(value) ? Number(value) : undefined),
    check,
  };
}

/** A whole number in a range. */
export function count(metavar: string, min: number, max: number): ValueKind<number> {
  const wanted = `a whole number from ${min} to ${max}`;
  return whole(metavar, wanted, (number) => number >= min && number <= max);
}

/** One of a few whole numbers. */
export function oneOf(...numbers: readonly number[]): ValueKind<number> {
  return whole(numbers.join('|'), numbers.join(' or '), (number) => numbers.includes(number));
}

/** How much a second, 0 for no bound. */
export const perSecond = count('N', 0, Number.MAX_SAFE_INTEGER);

const port = count('N', 0, 65_535);

/** A port, or `off`, which is -1. */
export const portOrOff: ValueKind<number> = {
  metavar: 'N|off',
  format: (value) => (value === -1 ? 'off' : String(value)),
  parse: (value) => (value === 'off' ? -1 : port.parse(value)),
  check: (value) => (value === -1 ? -1 : port.check(value)),
};

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `500ms`, `3s`, `15m`, `12h`, `2d`, or a plain number of ms. */
function time(msMax: number, wanted: string): ValueKind<number> {
  const isTime = (ms: unknown): ms is number =>
    Number.isSafeInteger(ms) && (ms as number) >= 1 && (ms as number) <= msMax;
  return {
    metavar: 'DURATION',
    format: (ms) => inLargestUnit(ms, UNITS_MS),
    parse: (value) => {
      const [, digits, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(value) ?? [];
      const ms = Math.round(Number(digits) * (UNITS_MS[unit] ?? Number.NaN));
      demand(isTime(ms), `a duration from 1ms to ${wanted}, such as 500ms, 3s, 15m, 12h or 2d`);
      return ms;
    },
    check: (value) => {
      demand(isTime(value), `a whole number of ms from 1 to ${msMax}`);
      return value;
    },
  };
}

/** 100 years: more than that is a mistake. */
const DURATION_DAYS_MAX = 36_500;

export const duration = time(DURATION_DAYS_MAX * 86_400_000, `${DURATION_DAYS_MAX}d`);

/** What a timer can wait. */
export const timeout = time(2 ** 31 - 1, '24d');

/** In the largest unit that divides it: 172800000 is `2d`. */
function inLargestUnit(value: number, units: Readonly<Record<string, number>>): string {
  const entries = Object.entries(units).filter(([, size]) => value % size === 0);
  const [unit, size] = entries.reduce((best, one) => (one[1] > best[1] ? one : best));
  return value === 0 ? '0' : `${value / size}${unit}`;
}

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

const BINARY_UNITS = Object.fromEntries(
  Object.entries(UNITS_BYTES).filter(([unit]) => /^B$|iB$/.test(unit)),
);

interface Size {
  /** Descriptions of the accepted text and the accepted number. */
  readonly text: string;
  readonly number: string;
  isGood(bytes: number): boolean;
}

/** `500MB`, `20GiB`, or a plain number of bytes; rounded down. */
function bytes({ text: wantedText, number: wantedNumber, isGood }: Size): ValueKind<number> {
  const isSize = (value: unknown): value is number =>
    Number.isSafeInteger(value) && isGood(value as number);
  return {
    metavar: 'SIZE',
    format: (value) => inLargestUnit(value, BINARY_UNITS),
    parse: (value) => {
      const [, digits, unit = 'B'] = /^(\d+(?:\.\d+)?)(B|[kMGT]B|[KMGT]iB)?$/.exec(value) ?? [];
      const read = Math.floor(Number(digits) * (UNITS_BYTES[unit] ?? Number.NaN));
      demand(isSize(read), wantedText);
      return read;
    },
    check: (value) => {
      demand(isSize(value), wantedNumber);
      return value;
    },
  };
}

/** A size in a range. */
export function size(min: number, max: number): ValueKind<number> {
  const [least, most] = [min, max].map((value) => inLargestUnit(value, BINARY_UNITS));
  return bytes({
    text: `a size from ${least} to ${most}, such as 64KiB, 1MiB or 65536`,
    number: `a whole number of bytes from ${min} to ${max}`,
    isGood: (value) => value >= min && value <= max,
  });
}

const SIZE_BOUND_LEAST = 2 ** 20;

/** A bound on a size, 1 MiB or more; 0 for none. */
export const sizeBound = bytes({
  text: 'a size of 1MiB or more, such as 500MB, 20GiB or 1.5TB, or 0 for no bound',
  number: `a whole number of bytes from ${SIZE_BOUND_LEAST}, or 0 for no bound`,
  isGood: (value) => value === 0 || value >= SIZE_BOUND_LEAST,
});

export function choice<const T extends string>(...choices: readonly T[]): ValueKind<T> {
  return plain(choices.join('|'), (value) => {
    const chosen = choices.find((one) => one === value);
    demand(chosen !== undefined, `one of ${choices.join(', ')}`);
    return chosen;
  });
}

/** A backend by its name, or the servers of one. */
export type StoreSetting = 'disk' | 'memory' | NatsUrl;
/** `tls://`: with TLS. */
export type NatsUrl = `nats://${string}` | `tls://${string}`;

/** `disk`, `memory` or the addresses of NATS servers. */
export const store: ValueKind<StoreSetting> = plain('disk|memory|URL', (value) => {
  const isStore =
    value === 'disk' || value === 'memory' || (typeof value === 'string' && isNatsUrl(value));
  demand(isStore, 'disk, memory or a URL such as nats://HOST:4222,HOST:4222');
  return value as StoreSetting;
});

/** Begins the names of streams and subjects. */
export const natsPrefix = plain('NAME', (value) => {
  demand(
    typeof value === 'string' && /^[\w-]{1,32}$/.test(value),
    '1 to 32 letters, digits, _ or -',
  );
  return value;
});

/** `ID:KEY`, where the key may hold colons; as an option, the two of them. */
export const developer: ValueKind<DeveloperCredentials> = {
  metavar: 'ID:KEY',
  parse: (value) => {
    const colon = value.indexOf(':');
    demand(colon > 0 && colon < value.length - 1, 'ID:KEY');
    return developer.check({ id: value.slice(0, colon), key: value.slice(colon + 1) });
  },
  check: (value) => {
    const { id, key } = (value ?? {}) as Partial<Record<keyof DeveloperCredentials, unknown>>;
    const isWhole = typeof id === 'string' && typeof key === 'string' && id !== '' && key !== '';
    demand(isWhole, '{ id, key }, two texts that are not empty');
    if (!isDeveloperId(id)) throw new ValueError(`has an id that is not ${DEVELOPER_ID_FORMAT}`);
    if (!isApiKey(key)) throw new ValueError(`has a key that is not ${API_KEY_FORMAT}`);
    return value as DeveloperCredentials;
  },
};

/** An address, or a network as `10.0.0.0/8`. */
export const cidr = plain('CIDR', (value) => {
  const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(String(value)) ?? [];
  const isGood = isIP(address) !== 0 && Number(prefix ?? 0) <= (isIP(address) === 6 ? 128 : 32);
  demand(
    typeof value === 'string' && isGood,
    'an address or a network, like 10.0.0.7 or 10.0.0.0/8',
  );
  return value;
});
