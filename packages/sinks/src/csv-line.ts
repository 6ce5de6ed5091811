/**
 * Formats an event as a line of CSV: `key,seq,user,type,ts,val`. In `val`, a list of numbers (`d`) is
 * separated by spaces, and readings of other shapes are JSON. `wearwire export --format csv` writes the same
 * without `key`.
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

/** Quotes a cell if necessary (RFC 4180). Does not escape spreadsheet formulas, such as a leading `=`. */
function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
