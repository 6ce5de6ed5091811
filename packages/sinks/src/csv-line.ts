/**
 * Formats readings as CSV: `seq,user,type,ts,val`, which `wearwire simulate --play` reads. The column `val` contains
 * the number `val`, or the numbers of `d` separated by spaces. For any other reading it contains all members except
 * `ts`, as JSON. Files of a sink have the `key` of the event as an additional first column.
 */
import type { SinkEvent } from './sink.js';

/** The first line of a CSV file of readings. */
export const CSV_HEADER = 'seq,user,type,ts,val';

/** The members of an event that a line of CSV contains. */
export interface CsvEvent {
  readonly seq: number;
  readonly uid: string;
  readonly type: string;
  readonly reading: object;
}

/** Formats a reading as a line of CSV, without the line break. */
export function csvLine({ seq, uid, type, reading }: CsvEvent): string {
  const { ts, ...value } = reading as Readonly<Record<string, unknown>>;
  return [seq, uid, type, typeof ts === 'string' ? ts : '', valueCell(value)].map(cell).join(',');
}

export const KEYED_CSV_HEADER = `key,${CSV_HEADER}`;

export function keyedCsvLine(event: SinkEvent): string {
  return `${cell(event.key)},${csvLine(event)}`;
}

function valueCell(value: Readonly<Record<string, unknown>>): string {
  const { val, d, ...others } = value;
  const isPlain = Object.keys(others).length === 0;
  if (isPlain && d === undefined && typeof val === 'number') return String(val);
  const isVector = Array.isArray(d) && d.every((component) => typeof component === 'number');
  if (isPlain && val === undefined && isVector) return d.join(' ');
  return JSON.stringify(value);
}

/** Quotes a cell if RFC 4180 requires it. A user id that looks like a formula is not escaped, because it is data. */
function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
