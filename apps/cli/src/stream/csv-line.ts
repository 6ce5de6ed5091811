/**
 * Formats readings as CSV lines: `seq,user,type,ts,val`. `val` holds a number, the numbers of `d` separated by spaces,
 * or the reading as JSON if it has another shape. `simulate --play` reads this format.
 */
import type { PlainEvent } from '../readings/reading-text.js';

export const CSV_HEADER = 'seq,user,type,ts,val';

export function csvLine({ seq, uid, type, reading }: PlainEvent): string {
  const { ts, ...value } = reading as Readonly<Record<string, unknown>>;
  return [seq, uid, type, typeof ts === 'string' ? ts : '', valueCell(value)].map(cell).join(',');
}

function valueCell(value: Readonly<Record<string, unknown>>): string {
  const { val, d, ...others } = value;
  const isPlain = Object.keys(others).length === 0;
  if (isPlain && d === undefined && typeof val === 'number') return String(val);
  const isVector = Array.isArray(d) && d.every((one) => typeof one === 'number');
  if (isPlain && val === undefined && isVector) return d.join(' ');
  return JSON.stringify(value);
}

/** Quotes a cell if RFC 4180 requires it. A user id that looks like a formula is not escaped, because it is data. */
function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
