/** Formats an event as JSON, the same in every sink that writes JSON. */
import type { SinkEvent } from './sink.js';

/**
 * One line: `{"key":"me:1:7","seq":7,"epoch":1,"user":"anna","type":"HEART_RATE","reading":{…}}`. `epoch` is
 * omitted if the server does not send it. The text of an event never varies.
 */
export function eventJson({ key, seq, epoch, uid, type, reading }: SinkEvent): string {
  return JSON.stringify({ key, seq, epoch, user: uid, type, reading });
}

/** When the reading was measured, in ms since the Unix epoch; `undefined` if its `ts` is not a date. */
export function measuredAtMs({ reading }: SinkEvent): number | undefined {
  const { ts } = reading as { readonly ts?: unknown };
  const ms = typeof ts === 'string' ? Date.parse(ts) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
