/**
 * Brings the segments of a directory back: a sealed one from its footer; where there is none, each record
 * is read, its CRC checked, the index built anew.
 *
 * The newest segment may end in a record that was never finished: nothing of it was acknowledged or
 * seen, so it is cut off, and kept beside it as NAME.cut. Anywhere else a wrong record is damage.
 */
import type { Logger } from '../../observability/logger.js';
import { LogDamagedError } from '../errors.js';
import type { LogFile, LogFiles } from './files.js';
import { readFooter } from './footer.js';
import { Segment } from './segment.js';
import { decodeRecord, recordBytes, SEGMENT_HEADER } from './segment-record.js';

const NAME = /^(\d{8})\.segment$/;

export function segmentName(number: number): string {
  return `${String(number).padStart(8, '0')}.segment`;
}

export interface Recovered {
  /** Oldest first. */
  readonly segments: Segment[];
  /** Number for the next segment's name. */
  readonly nextNumber: number;
}

/** Throws `LogDamagedError`; nothing is left open then. */
export async function recoverSegments(files: LogFiles, logger: Logger): Promise<Recovered> {
  const names = (await files.list()).filter((name) => NAME.test(name)).sort();
  const newest = names.at(-1);
  const segments: Segment[] = [];
  try {
    for (const name of names) {
      const segment = new Segment(name, await files.open(name));
      segments.push(segment);
      await recoverSegment(files, segment, name === newest, logger);
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
): Promise<void> {
  const size = await segment.file.size();
  // Without its header a file holds nothing, however long it is.
  const isOurs = await hasHeader(segment.file, size);
  const found = isOurs ? await readFooter(segment.file, size) : undefined;
  if (found?.footer !== undefined) return segment.restore(found.footer, found.start);
  if (isOurs) await readRecords(segment, size);
  if (isOurs && segment.committedBytes === size) return;
  if (!isNewest && segment.committedBytes === found?.start) {
    logger.warn({ segment: segment.name }, 'a footer is damaged; its records are whole');
    return;
  }
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
async function readRecords(segment: Segment, size: number): Promise<void> {
  let window = Buffer.alloc(0);
  let windowStart = segment.committedBytes;
  for (;;) {
    const at = segment.committedBytes - windowStart;
    const record = decodeRecord(window, at);
    if (record !== undefined) {
      segment.committed(record.developerId, record.chunk, record.bytes);
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
