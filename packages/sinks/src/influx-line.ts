/**
 * One event as a line of InfluxDB's line protocol:
 *
 *   HEART_RATE,user=anna val=72,seq=7i 1767225600000000007
 *
 * The measurement is the type. `user` is the only tag, so there are at most users × types series. The
 * time is the reading's `ts` in ns plus `seq` modulo 1,000,000: two readings of one millisecond are two
 * points, and an event always maps to the same point.
 */
import { measuredAtMs } from './event-json.js';
import type { SinkEvent } from './sink.js';

const NS_PER_MS = 1_000_000n;

/**
 * Returns `undefined` for a reading that cannot be written: it has no number, string or boolean, or `ts`
 * is not a date.
 */
export function influxLine(event: SinkEvent): string | undefined {
  const atMs = measuredAtMs(event);
  const fields = fieldsOf(event.reading as Readonly<Record<string, unknown>>);
  if (atMs === undefined || fields.length === 0) return undefined;
  const atNs = BigInt(atMs) * NS_PER_MS + (BigInt(event.seq) % NS_PER_MS);
  const tags = event.uid === '' ? '' : `,user=${escapeName(event.uid)}`;
  return `${measurement(event.type)}${tags} ${fields.join()},seq=${event.seq}i ${atNs}`;
}

function fieldsOf(reading: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(reading).flatMap(([name, value]) => {
    // `seq` is written below; `time` is reserved by InfluxDB.
    if (name === 'ts' || name === 'seq' || name === 'time' || name === '') return [];
    if (!Array.isArray(value)) return fieldOf(name, value);
    return value.flatMap((component, index) => fieldOf(`${name}${index}`, component));
  });
}

function fieldOf(name: string, value: unknown): string[] {
  const key = escapeName(name);
  if (typeof value === 'number' || typeof value === 'boolean') return [`${key}=${value}`];
  if (typeof value === 'string') return [`${key}="${escapeText(value)}"`];
  return [];
}

/** Escapes a tag value or field key. Line breaks and backslashes cannot be escaped there: each becomes `_`. */
function escapeName(name: string): string {
  return name.replaceAll(/[\r\n\\]/g, '_').replaceAll(/[ ,=]/g, '\\$&');
}

/** Unlike a tag, a measurement does not escape `=`. A line that begins with `#` would be a comment. */
function measurement(type: string): string {
  return escapeName(type).replaceAll('\\=', '=').replace(/^#/, '_');
}

function escapeText(value: string): string {
  return value.replaceAll(/["\\]/g, '\\$&').replaceAll(/[\r\n]/g, ' ');
}
