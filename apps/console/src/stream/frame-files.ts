/** Converts lines to files. Pure, except for saving. */
import type { FrameRecord } from './frame-record.js';

/** Returns the frames as they were sent, one per line; omits lines about connections. */
export function toNdjson(records: readonly FrameRecord[]): string {
  return records
    .filter(({ text }) => text !== '')
    .map(({ text }) => `${text.replaceAll(/[\r\n]/g, ' ')}\n`)
    .join('');
}

const COLUMNS = ['time', 'direction', 'op', 'name', 'seq', 'user', 'type', 'bytes', 'd'] as const;

export function toCsv(records: readonly FrameRecord[]): string {
  const rows = records.map((record) => [
    new Date(record.atMs).toISOString(),
    record.kind,
    record.op ?? '',
    record.name,
    record.seq ?? '',
    record.user,
    record.type,
    record.bytes,
    record.raw,
  ]);
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** Quotes a cell if necessary (RFC 4180); prefixes a cell that a spreadsheet would run as a formula with a quote. */
function cell(value: string | number): string {
  const text =
    typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function save(name: string, content: string, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
