/**
 * Brings the segments of a directory back: reads each record, checks its CRC, builds the index.
 *
 * The newest segment may end in a record that was never finished: nothing of it was acknowledged or
 * seen, so it is cut off, and kept beside it as NAME.cut. Anywhere else a wrong record is damage.
 */
import type { Logger } from '../../observability/logger.js';
import type { Chunk } from '../chunk.js';
import { LogDamagedError } from '../errors.js';
import type { LogFile, LogFiles } from './files.js';
import { Segment } from './segment.js';
import { decodeRecord, recordBytes, SEGMENT_HEADER } from './segment-record.js';

const NAME = /^(\d{8})\.segment$/;

export function segmentName(number: number): string {
  return `${String(number).padStart(8, '0')}.segment`;
}

export type NoteRecord = (developerId: string, chunk: Chunk) => void;

export interface Recovered {
  /** Oldest first. */
  readonly segments: Segment[];
  /** Number for the next segment's name. */
  readonly nextNumber: number;
}

/** `note` is called for each record, oldest first. Throws `LogDamagedError`; nothing is left open then. */
export async function recoverSegments(
  files: LogFiles,
  logger: Logger,
  note: NoteRecord,
): Promise<Recovered> {
  const names = (await files.list()).filter((name) => NAME.test(name)).sort();
  const newest = names.at(-1);
  const segments: Segment[] = [];
  try {
    for (const name of names) {
      const segment = new Segment(name, await files.open(name));
      segments.push(segment);
      await recoverSegment(files, segment, name === newest, logger, note);
    }
  } catch (error) {
    for (const segment of segments) await segment.retire();
    throw error;
  }
  return { segments, nextNumber: Number(newest?.match(NAME)?.[1] ?? 0) + 1 };
}

async function recoverSegment(
  files: LogFiles,
  segment: Segment,
  isNewest: boolean,
  logger: Logger,
  note: NoteRecord,
): Promise<void> {
  const size = await segment.file.size();
  // Without its header a file holds nothing, however long it is.
  const isOurs = await hasHeader(segment.file, size);
  if (isOurs) await readRecords(segment, size, note);
  if (isOurs && segment.committedBytes === size) return;
  if (isNewest) return cutTail(files, segment, size, logger);
  throw new LogDamagedError(
    `${segment.name} is damaged at byte ${segment.committedBytes}; restore it from a backup, or move it away to go on without its events`,
  );
}

async function cutTail(
  files: LogFiles,
  segment: Segment,
  size: number,
  logger: Logger,
): Promise<void> {
  const start = Math.min(segment.committedBytes, size);
  const tail = Buffer.alloc(size - start);
  await segment.file.read(tail, start);
  if (tail.length > 0) await files.putAside(`${segment.name}.cut`, tail);
  await segment.file.truncate(start);
  await segment.file.write([SEGMENT_HEADER], 0);
  await segment.file.sync();
  logger.warn(
    { segment: segment.name, keptBytes: segment.committedBytes, cutBytes: tail.length },
    'cut off an unfinished write at the end of the log',
  );
}

const READ_BYTES = 4 * 1024 * 1024;

/** Notes every record from the start on until one is not right. */
async function readRecords(segment: Segment, size: number, note: NoteRecord): Promise<void> {
  let window = Buffer.alloc(0);
  let windowStart = segment.committedBytes;
  for (;;) {
    const at = segment.committedBytes - windowStart;
    const record = decodeRecord(window, at);
    if (record !== undefined) {
      segment.committed(record.developerId, record.chunk, record.bytes);
      note(record.developerId, record.chunk);
      continue;
    }
    const windowEnd = windowStart + window.length;
    const wanted = Math.max(READ_BYTES, Math.min(recordBytes(window, at), size));
    // The window already reached as far as the record could: it is not right.
    if (windowEnd >= size || (at === 0 && window.length >= wanted)) return;
    windowStart = segment.committedBytes;
    window = Buffer.allocUnsafe(Math.min(wanted, size - windowStart));
    await segment.file.read(window, windowStart);
  }
}

async function hasHeader(file: LogFile, size: number): Promise<boolean> {
  const header = Buffer.alloc(SEGMENT_HEADER.length);
  if (size < header.length) return false;
  await file.read(header, 0);
  return header.equals(SEGMENT_HEADER);
}
