/** Formats and reads parts of an event, the same in every sink. */
import type { SinkEvent } from './sink.js';

/**
 * Returns one line: `{"key":"me:1:7","seq":7,"epoch":1,"user":"anna","type":"HEART_RATE","reading":{…}}`.
 * `epoch` is omitted if the server does not send it. The same event always gives the same text.
 */
export function eventJson({ key, seq, epoch, uid, type, reading }: SinkEvent): string {
  return JSON.stringify({ key, seq, epoch, user: uid, type, reading });
}

/** Returns the time of the measurement in ms since the Unix epoch; `undefined` if `ts` is not a date. */
export function measuredAtMs({ reading }: SinkEvent): number | undefined {
  const { ts } = reading as { readonly ts?: unknown };
  const ms = typeof ts === 'string' ? Date.parse(ts) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

/** Returns the part of the key before epoch and seq. */
export function developerOf({ key }: SinkEvent): string {
  return key.split(':').slice(0, -2).join(':');
}
