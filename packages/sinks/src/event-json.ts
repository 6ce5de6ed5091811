/** An event as JSON, the same in every sink that writes JSON. */
import type { SinkEvent } from './sink.js';

/**
 * One line: `{"key":"me:1:7","seq":7,"epoch":1,"user":"anna","type":"HEART_RATE","reading":{…}}`. `epoch` is
 * left out where the server does not tell it. The same event gives the same text each time.
 */
export function eventJson({ key, seq, epoch, uid, type, reading }: SinkEvent): string {
  return JSON.stringify({ key, seq, epoch, user: uid, type, reading });
}

/** When the reading was measured, in ms since the Unix epoch; `undefined` where its `ts` is no date. */
export function measuredAtMs({ reading }: SinkEvent): number | undefined {
  const { ts } = reading as { readonly ts?: unknown };
  const ms = typeof ts === 'string' ? Date.parse(ts) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
