/**
 * An event as a line of CSV: `key,seq,user,type,ts,val`. A list of numbers (`d`) stands in `val` with spaces
 * between, a reading of another shape as JSON: as `wearwire export --format csv` writes it, with `key` in front.
 */
import type { SinkEvent } from './sink.js';

export const CSV_HEADER = 'key,seq,user,type,ts,val';

export function csvLine({ key, seq, uid, type, reading }: SinkEvent): string {
  const { ts, ...value } = reading as Readonly<Record<string, unknown>>;
  const at = typeof ts === 'string' ? ts : '';
  return [key, seq, uid, type, at, valueCell(value)].map(cell).join(',');
}

function valueCell(value: Readonly<Record<string, unknown>>): string {
  const { val, d, ...others } = value;
  const isPlain = Object.keys(others).length === 0;
  if (isPlain && d === undefined && typeof val === 'number') return String(val);
  const isVector = Array.isArray(d) && d.every((one) => typeof one === 'number');
  if (isPlain && val === undefined && isVector) return d.join(' ');
  return JSON.stringify(value);
}

/** Quoted where it must be (RFC 4180). A user id that begins like a formula stays as it is: it is data. */
function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
