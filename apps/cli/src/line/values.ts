/**
 * How the values of options are written: one reader a kind. The same shape as the broker's own kinds, so
 * that its table of settings and ours go through the same parser and the same help.
 */

/** The value, or an error whose message says what would do. */
export interface ValueKind<T> {
  /** As in `--flag METAVAR`; empty for a switch. */
  readonly metavar: string;
  parse(text: string): T;
  /** As `parse` reads it, the shortest way; where it is missing, `String` is right. */
  format?(value: T): string;
}

export interface Credentials {
  readonly id: string;
  readonly key: string;
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

/** Given or not. */
export const flag: ValueKind<boolean> = { metavar: '', parse: (value) => value === 'true' };

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

/** A whole number in a range. */
export function count(metavar: string, min: number, max: number): ValueKind<number> {
  return {
    metavar,
    parse: (value) => {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < min || number > max) {
        throw new Error(`must be a whole number from ${min} to ${max}`);
      }
      return number;
    },
  };
}

/** A number above 0 and up to `max`. */
export function positive(metavar: string, max: number): ValueKind<number> {
  return {
    metavar,
    parse: (value) => {
      const number = Number(value);
      if (!/^\d*\.?\d+$/.test(value) || !(number > 0) || number > max) {
        throw new Error(`must be a number above 0, up to ${max}`);
      }
      return number;
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

/** `500ms`, `3s`, `15m`, `2d`, or a plain number of ms. */
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
    if (!(ms > 0)) throw new Error('must be a duration such as 500ms, 3s, 15m or 2d');
    return ms;
  },
};

/** A date with time and zone (ISO 8601), as ms since 1970. */
export const time: ValueKind<number> = {
  metavar: 'TIME',
  parse: (value) => {
    const isComplete = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(
      value,
    );
    const ms = isComplete ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(ms)) throw new Error('must be a time such as 2026-01-01T08:00:00Z');
    return ms;
  },
};

/** `ID:KEY`; the key may hold colons. */
export const developer: ValueKind<Credentials> = {
  metavar: 'ID:KEY',
  parse: (value) => {
    const colon = value.indexOf(':');
    if (colon < 1 || colon === value.length - 1) throw new Error('must be ID:KEY');
    return { id: value.slice(0, colon), key: value.slice(colon + 1) };
  },
};

/** The address of a broker; whether it is one is told by who uses it. */
export const brokerUrl: ValueKind<string> = {
  metavar: 'URL',
  parse: (value) => {
    const isUrl = URL.canParse(value) && /^(wss?|https?):$/.test(new URL(value).protocol);
    if (!isUrl) throw new Error('must be like ws://HOST:PORT/connect');
    return value;
  },
};

/** Whether it names NATS servers; the broker checks the rest of it. */
export function isNatsUrl(value: string): boolean {
  return /^(nats|tls):\/\/\S/.test(value);
}

export const brokerOrNatsUrl: ValueKind<string> = {
  metavar: 'URL',
  parse: (value) => (isNatsUrl(value) ? value : brokerUrl.parse(value)),
};
