/** Filters lines. Pure. */
import type { FrameRecord } from './frame-record.js';

export interface FrameFilter {
  readonly user: string;
  readonly type: string;
  /** Empty: all. */
  readonly op: string;
  readonly text: string;
}

export const NO_FILTER: FrameFilter = { user: '', type: '', op: '', text: '' };

function isShown(record: FrameRecord, { user, type, op, text }: FrameFilter): boolean {
  if (op !== '' && String(record.op) !== op) return false;
  if (!includes(record.user, user) || !includes(record.type, type)) return false;
  return includes(record.text, text) || (text !== '' && includes(record.name + record.raw, text));
}

function includes(text: string, part: string): boolean {
  return part === '' || text.toLowerCase().includes(part.toLowerCase());
}

/** Returns at most `max` matching lines, newest first. */
export function newestShown(
  records: readonly FrameRecord[],
  filter: FrameFilter,
  max: number,
): FrameRecord[] {
  const shown: FrameRecord[] = [];
  for (let i = records.length - 1; i >= 0 && shown.length < max; i--) {
    const record = records[i] as FrameRecord;
    if (isShown(record, filter)) shown.push(record);
  }
  return shown;
}
