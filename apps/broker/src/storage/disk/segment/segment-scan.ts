/** Reads the records of a segment without a footer, from the first one on. */
import type { LogFile } from '../files/files.js';
import { decodeRecord, recordBytes } from '../format/segment-record.js';
import { SegmentContents } from './segment-contents.js';

const READ_BYTES = 4 * 1024 * 1024;

/** The contents before the first invalid record. `size`: bytes of the file, header included. */
export async function scanSegment(file: LogFile, size: number): Promise<SegmentContents> {
  const contents = new SegmentContents();
  let window = Buffer.alloc(0);
  let windowStart = contents.recordsEnd;
  for (;;) {
    const at = contents.recordsEnd - windowStart;
    const record = decodeRecord(window, at);
    if (record !== undefined) {
      contents.add(record.developerId, record.chunk, record.newestAtMs, record.raw.length);
      continue;
    }
    const windowEnd = windowStart + window.length;
    const wanted = Math.max(READ_BYTES, Math.min(recordBytes(window, at), size));
    // The window already covers the longest possible record, so the record is invalid.
    if (windowEnd >= size || (at === 0 && window.length >= wanted)) return contents;
    windowStart = contents.recordsEnd;
    window = Buffer.allocUnsafe(Math.min(wanted, size - windowStart));
    await file.read(window, windowStart);
  }
}
