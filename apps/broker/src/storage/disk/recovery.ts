/**
 * Brings the segments of a directory back: a sealed one from its footer; where there is none, each record
 * is read, its CRC checked, the index built anew.
 *
 * The newest segment may end in a record that was never finished: nothing of it was acknowledged or
 * seen, so it is cut off, and kept beside it as NAME.cut. Anywhere else a wrong record is damage.
 * A sorted copy that was not swapped in is removed: the segment that it was made of is there.
 */
import { damaged } from '../errors.js';
import type { LogFile } from './files.js';
import { FOOTER_MARK, readFooter } from './footer.js';
import type { Positions } from './positions.js';
import { Segment, type Shelf } from './segment.js';
import { SegmentContents } from './segment-contents.js';
import { SEGMENT_HEADER } from './segment-record.js';
import { scanSegment } from './segment-scan.js';
import { SegmentWriter } from './segment-writer.js';
import { SORTING_SUFFIX } from './sort-segment.js';

const NAME = /^(\d{8})\.segment$/;

export interface Recovered {
  /** Oldest first, without the one that is written to. */
  readonly sealed: readonly Segment[];
  /** The newest segment, where it is not sealed. */
  readonly writer: SegmentWriter | undefined;
  /** Number for the next segment's name. */
  readonly nextNumber: number;
}

/** Also tells `positions` what the segments hold. Throws `LogDamagedError`; nothing is left open then. */
export async function recoverSegments(shelf: Shelf, positions: Positions): Promise<Recovered> {
  const names = await shelf.files.list();
  for (const name of names) if (name.endsWith(SORTING_SUFFIX)) await shelf.files.remove(name);
  const numbers = names.map((name) => Number(name.match(NAME)?.[1] ?? 0)).sort((a, b) => a - b);
  const newest = numbers.at(-1) ?? 0;
  const sealed: Segment[] = [];
  let writer: SegmentWriter | undefined;
  for (const number of numbers.filter((number) => number > 0)) {
    const segment = new Segment(shelf, number);
    const recovered = await recoverSegment(shelf, segment, number === newest, positions);
    if (recovered instanceof Segment) sealed.push(recovered);
    else writer = recovered;
  }
  return { sealed, writer, nextNumber: newest + 1 };
}

/** Footer, records or, of the newest segment, the records that are whole. */
async function recoverSegment(
  shelf: Shelf,
  segment: Segment,
  isNewest: boolean,
  positions: Positions,
): Promise<Segment | SegmentWriter> {
  const file = await shelf.files.open(segment.name);
  let writer: SegmentWriter | undefined;
  try {
    const size = await file.size();
    // Without its header a file holds nothing, however long it is.
    const isOurs = await hasHeader(file, size);
    const footer = isOurs ? await readFooter(file, size) : undefined;
    if (footer !== undefined) {
      segment.sealed(footer, size);
      positions.restore(segment.number, footer.rows());
      return segment;
    }
    const contents = isOurs ? await scanSegment(file, size) : new SegmentContents();
    positions.restore(segment.number, contents.toFooter(false).developers);
    if (isNewest) {
      if (!isOurs || contents.recordsEnd < size)
        await cutTail(shelf, segment, file, contents, size);
      writer = new SegmentWriter(shelf, segment.number, file, contents);
      return writer;
    }
    if (!isOurs || !(await hasFooterAt(file, contents.recordsEnd, size))) {
      throw damaged(segment.name, isOurs ? contents.recordsEnd : 0);
    }
    // Its records are whole; what they are is read again when it is asked for.
    const { recordsEnd: start, oldestAtMs, newestAtMs } = contents;
    segment.sealed({ start, isSorted: false, oldestAtMs, newestAtMs }, size);
    return segment;
  } finally {
    if (writer === undefined) await file.close();
  }
}

async function cutTail(
  { files, logger }: Shelf,
  { name }: Segment,
  file: LogFile,
  { recordsEnd }: SegmentContents,
  size: number,
): Promise<void> {
  const start = Math.min(recordsEnd, size);
  const tail = Buffer.alloc(size - start);
  await file.read(tail, start);
  if (tail.length > 0) await files.putAside(`${name}.cut`, tail);
  await file.truncate(start);
  await file.write([SEGMENT_HEADER], 0);
  await file.sync();
  logger.warn(
    { segment: name, keptBytes: recordsEnd, cutBytes: tail.length },
    'cut off an unfinished write at the end of the log',
  );
}

async function hasHeader(file: LogFile, size: number): Promise<boolean> {
  return hasBytes(file, SEGMENT_HEADER, 0, size);
}

/** Whether the records end where they were meant to: a footer begins there, or the file ends. */
async function hasFooterAt(file: LogFile, at: number, size: number): Promise<boolean> {
  return at === size || hasBytes(file, FOOTER_MARK, at, size);
}

async function hasBytes(file: LogFile, bytes: Buffer, at: number, size: number): Promise<boolean> {
  if (at + bytes.length > size) return false;
  const found = Buffer.alloc(bytes.length);
  await file.read(found, at);
  return found.equals(bytes);
}
