/**
 * Brings the segments of a directory back: a sealed one from its footer; where there is none that is right,
 * each record is read, its CRC checked, the index built anew.
 *
 * The newest segment may end in a record that was never finished: nothing of it was acknowledged or
 * seen, so it is cut off, and kept beside it as NAME.cut. All others have ended before the next one took a
 * record: behind their records stands the mark of a footer, which is finished here where it was not.
 * Anything else is damage.
 *
 * What is removed: a sorted copy that was not swapped in, for the segment that it was made of is there, and
 * the next segment's file, where it was made and nothing written to it yet.
 */
import { faultFields } from '../../../observability/fault-log.js';
import { damaged, StrangeSegmentError } from '../../errors.js';
import type { LogFile } from '../files/files.js';
import { SEGMENT_HEADER } from '../format/segment-record.js';
import { hasBytes, hasMark, readFooter } from '../index/footer.js';
import { firstEpoch, missingSegments, segmentNumbers, surveyLog } from './log-survey.js';
import type { Positions } from './positions.js';
import { Segment, type Shelf, segmentName } from './segment.js';
import { SegmentContents } from './segment-contents.js';
import { scanSegment } from './segment-scan.js';
import { hasLostEnd, lacksNewest, nextNumber, type SegmentSpan } from './segment-span.js';
import { SegmentWriter } from './segment-writer.js';
import { SORTING_SUFFIX } from './sort-segment.js';

export interface Recovered {
  /** Oldest first, without the one that is written to. */
  readonly sealed: readonly Segment[];
  /** The newest segment, where it is not sealed. */
  readonly writer: SegmentWriter | undefined;
  /** Number for the next segment's name. */
  readonly nextNumber: number;
  /** What the directory holds now. */
  readonly span: SegmentSpan;
  /** Names that are not there. */
  readonly missing: readonly string[];
  /** Whether events that were stored are gone from the end: their numbers must be given in a new epoch. */
  readonly hasLostEnd: boolean;
}

/** What is known of the log from elsewhere. */
export interface KnownLog {
  readonly epoch: number;
  /** `undefined`: of a log that was written before spans were recorded, or whose meta store is gone. */
  readonly span: SegmentSpan | undefined;
}

/** Also tells `positions` what the segments hold. Throws `LogDamagedError`; nothing is left open then. */
export async function recoverSegments(
  shelf: Shelf,
  positions: Positions,
  { epoch, span }: KnownLog,
): Promise<Recovered> {
  const names = await shelf.files.list();
  for (const name of names) if (name.endsWith(SORTING_SUFFIX)) await shelf.files.remove(name);
  const numbers = segmentNumbers(names);
  while (numbers.length > 0 && (await removeEmpty(shelf, numbers.at(-1) as number))) numbers.pop();
  const newest = numbers.at(-1) ?? 0;
  const sealed: Segment[] = [];
  let writer: SegmentWriter | undefined;
  const demandOwn = (): Promise<void> => demandNoStrangers(shelf, epoch);
  const seenEpochs: number[] = [];
  for (const number of numbers) {
    const segment = new Segment(shelf, number);
    if (!(await continuesEpochs(shelf, segment, seenEpochs, epoch))) await demandOwn();
    const isNewest = number === newest && !lacksNewest(span, newest);
    const recovered = await recoverSegment(shelf, segment, isNewest, positions, demandOwn);
    if (recovered instanceof Segment) sealed.push(recovered);
    else writer = recovered;
  }
  const found = foundSpan(span, sealed, writer);
  const filled = writer?.isEmpty ? numbers.slice(0, -1) : numbers;
  const missing = missingSegments(filled, span);
  const newestEnd = writer?.isEmpty === false ? writer.segment.recordsEnd : Infinity;
  const isEndLost = hasLostEnd(span, { numbers: filled, newestEnd });
  tellLoss(shelf, missing, isEndLost ? segmentName(found.newest) : undefined);
  return {
    sealed,
    writer,
    nextNumber: nextNumber(span, newest),
    span: found,
    missing,
    hasLostEnd: isEndLost,
  };
}

/** The span of what is there now. */
function foundSpan(
  known: SegmentSpan | undefined,
  sealed: readonly Segment[],
  writer: SegmentWriter | undefined,
): SegmentSpan {
  const newestFilled = writer?.isEmpty === false ? writer.segment : sealed.at(-1);
  const found = newestFilled?.number ?? 0;
  const oldest = sealed[0] ?? writer?.segment;
  return {
    first: known?.first ?? oldest?.number ?? 1,
    newest: Math.max(known?.newest ?? 0, found),
    // Of one that is missing the loss has been told now.
    newestEnd: lacksNewest(known, found) ? 0 : (newestFilled?.recordsEnd ?? 0),
  };
}

/** One line of the log. `cut`: the segment whose end is gone, or all of it. */
function tellLoss({ files, logger }: Shelf, missing: readonly string[], cut?: string): void {
  if (missing.length === 0 && cut === undefined) return;
  const told = {
    directory: files.path,
    missing: missing.slice(0, MISSING_TOLD_MAX),
    count: missing.length,
  };
  if (cut === undefined) logger.warn(told, MISSING);
  else logger.warn({ ...told, segment: cut }, END_LOST);
}

/** Names of missing segments in one line of the log. */
const MISSING_TOLD_MAX = 20;

const MISSING =
  'segments of the log are missing: their events are not replayed; stop and put them back from a backup';

const END_LOST =
  'events at the end of the log are missing: a new epoch begins, and consumers are told of a reset; to undo it, stop before new events are stored and restore a backup';

/** Throws `StrangeSegmentError` where a file is none of this log's. */
async function demandNoStrangers({ files }: Shelf, epoch: number): Promise<void> {
  const [stranger] = (await surveyLog(files, { epoch })).strangers;
  if (stranger !== undefined) throw new StrangeSegmentError(stranger.name, stranger.reason);
}

/** Whether its epoch is the last one seen, or a new one where the present one has not been seen yet. */
async function continuesEpochs(
  { files }: Shelf,
  { name }: Segment,
  seen: number[],
  present: number,
): Promise<boolean> {
  const file = await files.open(name);
  const last = seen.at(-1);
  const size = await file.size();
  const epoch = await firstEpoch(file, size, (found) => found === last).finally(() => file.close());
  if (epoch === undefined || epoch === last) return true;
  const isKnown = seen.includes(epoch) || last === present;
  seen.push(epoch);
  return !isKnown;
}

/** Whether there was nothing behind its header. */
async function removeEmpty({ files }: Shelf, number: number): Promise<boolean> {
  const name = segmentName(number);
  const file = await files.open(name);
  const size = await file.size().finally(() => file.close());
  if (size > SEGMENT_HEADER.length) return false;
  await files.remove(name);
  return true;
}

/** Footer, records or, of the newest segment, the records that are whole. */
async function recoverSegment(
  shelf: Shelf,
  segment: Segment,
  isNewest: boolean,
  positions: Positions,
  demandOwn: () => Promise<void>,
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
      if (!(await positions.restore(segment.number, footer.rows()))) await demandOwn();
      return segment;
    }
    const contents = isOurs ? await scanSegment(file, size) : new SegmentContents();
    // What a killed process wrote may not be on disk yet: it must be before anything that comes behind it.
    await file.sync();
    if (!(await positions.restore(segment.number, contents.developers()))) await demandOwn();
    if (isOurs && (await hasMark(file, contents.recordsEnd, size))) {
      return await finishFooter(shelf, segment.number, file, contents);
    }
    if (!isNewest) await demandOwn();
    if (!isNewest) throw damaged(segment.name, isOurs ? contents.recordsEnd : 0);
    if (!isOurs || contents.recordsEnd < size) await cutTail(shelf, segment, file, contents, size);
    writer = new SegmentWriter(shelf, segment.number, file, contents);
    return writer;
  } finally {
    if (writer === undefined) await file.close();
  }
}

/** The records are whole. Where there is no room for the footer, they are read again when they are asked for. */
async function finishFooter(
  shelf: Shelf,
  number: number,
  file: LogFile,
  contents: SegmentContents,
): Promise<Segment> {
  const { logger } = shelf;
  const writer = new SegmentWriter(shelf, number, file, contents);
  const { segment } = writer;
  const { recordsEnd: start, oldestAtMs, newestAtMs, developersCount: developers } = contents;
  try {
    await writer.seal();
    logger.warn(
      { segment: segment.name },
      'a footer was not finished, or damaged; it is made anew',
    );
  } catch (error) {
    segment.sealed({ start, developers, isSorted: false, oldestAtMs, newestAtMs }, start);
    logger.warn({ ...faultFields(error), segment: segment.name }, 'a footer could not be written');
  }
  return segment;
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

function hasHeader(file: LogFile, size: number): Promise<boolean> {
  return hasBytes(file, SEGMENT_HEADER, 0, size);
}
