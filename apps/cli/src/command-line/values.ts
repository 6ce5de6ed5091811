/** Kinds of values specific to this program; durations, sizes and general kinds are in `@wearwire/options`. */
import type { ValueKind } from '@wearwire/options';

export interface Credentials {
  readonly id: string;
  readonly key: string;
}

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

/** `ID:KEY`; the key may contain colons. */
export const developer: ValueKind<Credentials> = {
  metavar: 'ID:KEY',
  parse: (value) => {
    const colon = value.indexOf(':');
    if (colon < 1 || colon === value.length - 1) throw new Error('must be ID:KEY');
    return { id: value.slice(0, colon), key: value.slice(colon + 1) };
  },
};

/** The URL of a broker. Only its form is checked here. */
export const brokerUrl: ValueKind<string> = {
  metavar: 'URL',
  parse: (value) => {
    const isUrl = URL.canParse(value) && /^(wss?|https?):$/.test(new URL(value).protocol);
    if (!isUrl) throw new Error('must be like ws://HOST:PORT/connect');
    return value;
  },
};

/** Whether a URL names NATS servers. Checks only the scheme; the broker checks the complete URL. */
export function isNatsUrl(value: string): boolean {
  return /^(nats|tls):\/\/\S/.test(value);
}

export const brokerOrNatsUrl: ValueKind<string> = {
  metavar: 'URL',
  parse: (value) => (isNatsUrl(value) ? value : brokerUrl.parse(value)),
};
