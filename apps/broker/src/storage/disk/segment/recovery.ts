/**
 * Recovers the segments of a directory: a sealed one from its footer; without a valid footer, by reading the records,
 * checking their CRCs and rebuilding the index.
 *
 * The newest segment may end in an unfinished record. Nothing of it was acknowledged or delivered, so it is truncated
 * and saved as NAME.cut. All other segments ended before the next one took a record: their records are followed by
 * the marker of a footer, which is completed here if necessary. Anything else is damage.
 *
 * Removes sorted copies that have not replaced their segments, and a file that was created for the next segment and
 * has no records.
 */
import { faultFields } from '../../../observability/fault-log.js';
import { damaged, ForeignSegmentError } from '../../errors.js';
import { type LogFile, withFile } from '../files/files.js';
import { SEGMENT_HEADER } from '../format/segment-record.js';
import { hasFooterMarker, readFooter } from '../index/footer.js';
import type { LogState } from './log-state.js';
import { firstEpoch, missingSegments, segmentNumbers, surveyLog } from './log-survey.js';
import type { Positions } from './positions.js';
import { Segment, type SegmentContext, segmentName } from './segment.js';
import { SegmentContents } from './segment-contents.js';
import { hasHeader } from './segment-header.js';
import { scanSegment } from './segment-scan.js';
import { hasLostEnd, lacksNewest, nextNumber, type SegmentSpan } from './segment-span.js';
import { SegmentWriter } from './segment-writer.js';
import { SORTING_SUFFIX } from './sort-segment.js';

export interface Recovered {
  /** Oldest first, without the writable one. */
  readonly sealed: readonly Segment[];
  /** The newest segment, unless it is sealed. */
  readonly writer: SegmentWriter | undefined;
  /** Number of the next segment. */
  readonly nextNumber: number;
  readonly found: FoundLog;
}

/** The findings of a start. */
export interface FoundLog {
  /** The span to record. */
  readonly span: SegmentSpan;
  /** Number of segments that are missing or truncated. */
  readonly incompleteSegments: number;
  /** Whether stored events are missing at the end, so that a new epoch must begin. */
  readonly hasLostEnd: boolean;
}

/** Also adds the contents of the segments to `positions`. Throws `LogDamagedError`; nothing is left open then. */
export async function recoverSegments(
  context: SegmentContext,
  positions: Positions,
  { epoch, span }: Pick<LogState, 'epoch' | 'span'>,
): Promise<Recovered> {
  const names = await context.files.list();
  for (const name of names) if (name.endsWith(SORTING_SUFFIX)) await context.files.remove(name);
  const numbers = segmentNumbers(names);
  while (numbers.length > 0 && (await removeEmpty(context, numbers.at(-1) as number))) {
    numbers.pop();
  }
  const newest = numbers.at(-1) ?? 0;
  const sealed: Segment[] = [];
  let writer: SegmentWriter | undefined;
  const demandNoForeign = (): Promise<void> => demandNoForeignSegments(context, epoch);
  const seenEpochs: number[] = [];
  for (const number of numbers) {
    const segment = new Segment(context, number);
    if (!(await continuesEpochs(context, segment, seenEpochs, epoch))) await demandNoForeign();
    const isNewest = number === newest && !lacksNewest(span, newest);
    const recovered = await recoverSegment(context, segment, isNewest, positions, demandNoForeign);
    if (recovered instanceof Segment) sealed.push(recovered);
    else writer = recovered;
  }
  const filled = writer?.isEmpty ? numbers.slice(0, -1) : numbers;
  const newestEnd = writer?.isEmpty === false ? writer.segment.recordsEnd : Infinity;
  const isEndLost = hasLostEnd(span, filled.at(-1) ?? 0, newestEnd);
  const found = foundSpan(span, sealed, writer);
  const missing = missingSegments(filled, span);
  const cut = isEndLost ? [segmentName(found.newest)] : [];
  logLoss(context, missing, cut[0]);
  const incompleteSegments = new Set([...missing, ...cut]).size;
  return {
    sealed,
    writer,
    nextNumber: nextNumber(span, newest),
    found: { span: found, incompleteSegments, hasLostEnd: isEndLost },
  };
}

/** The span to record: it covers the segments in the directory and those that the known span covers. */
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
    // The loss of a missing segment is reported only once.
    newestEnd: lacksNewest(known, found) ? 0 : (newestFilled?.recordsEnd ?? 0),
  };
}

/** Logs all losses in one line. `cut`: the segment at the end of the log that is truncated or missing. */
function logLoss(
  { files, logger }: SegmentContext,
  missing: readonly string[],
  cut?: string,
): void {
  if (missing.length === 0 && cut === undefined) return;
  const fields = {
    directory: files.path,
    missing: missing.slice(0, MISSING_LOGGED_MAX),
    count: missing.length,
  };
  if (cut === undefined) logger.warn(fields, MISSING);
  else logger.warn({ ...fields, segment: cut }, END_LOST);
}

/** Limit on the names of missing segments in a log line. */
const MISSING_LOGGED_MAX = 20;

const MISSING =
  'segments of the log are missing; their events cannot be replayed; to restore them, stop and copy them from a backup';

const END_LOST =
  'events at the end of the log are missing; starting a new epoch; consumers see a reset; to undo this, stop before new events are stored and restore a backup';

/** Throws `ForeignSegmentError` if a file does not belong to this log. */
async function demandNoForeignSegments({ files }: SegmentContext, epoch: number): Promise<void> {
  const [segment] = (await surveyLog(files, { epoch })).foreignSegments;
  if (segment !== undefined) throw new ForeignSegmentError(segment.name, segment.reason);
}

/**
 * Adds the epoch of the segment to `seen`. Returns `false` if the epoch recurs after a different one, or follows the
 * current one.
 */
async function continuesEpochs(
  { files }: SegmentContext,
  { name }: Segment,
  seen: number[],
  currentEpoch: number,
): Promise<boolean> {
  const last = seen.at(-1);
  const epoch = await withFile(files, name, (file, size) =>
    firstEpoch(file, size, (found) => found === last),
  );
  if (epoch === undefined || epoch === last) return true;
  const isKnown = seen.includes(epoch) || last === currentEpoch;
  seen.push(epoch);
  return !isKnown;
}

/** Removes the segment if it has no records. Returns whether it was removed. */
async function removeEmpty({ files }: SegmentContext, number: number): Promise<boolean> {
  const name = segmentName(number);
  if ((await withFile(files, name, (_, size) => size)) > SEGMENT_HEADER.length) return false;
  await files.remove(name);
  return true;
}

/** Recovers a segment from its footer or its records. An unfinished record of the newest segment is cut off. */
async function recoverSegment(
  context: SegmentContext,
  segment: Segment,
  isNewest: boolean,
  positions: Positions,
  demandNoForeign: () => Promise<void>,
): Promise<Segment | SegmentWriter> {
  const file = await context.files.open(segment.name);
  let writer: SegmentWriter | undefined;
  try {
    const size = await file.size();
    // A file without header has no records, however long it is.
    const isHeaderComplete = await hasHeader(file, segment.name, size);
    const footer = isHeaderComplete ? await readFooter(file, size) : undefined;
    if (footer !== undefined) {
      segment.markSealed(footer, size);
      if (!(await positions.restore(segment.number, footer.rows()))) await demandNoForeign();
      return segment;
    }
    const contents = isHeaderComplete ? await scanSegment(file, size) : new SegmentContents();
    // Writes of a killed process may not be on disk yet; sync them before anything that follows.
    await file.sync();
    if (!(await positions.restore(segment.number, contents.developers()))) await demandNoForeign();
    if (isHeaderComplete && (await hasFooterMarker(file, contents.recordsEnd, size))) {
      return await finishFooter(context, segment.number, file, contents);
    }
    if (!isNewest) {
      await demandNoForeign();
      throw damaged(segment.name, isHeaderComplete ? contents.recordsEnd : 0);
    }
    if (!isHeaderComplete || contents.recordsEnd < size) {
      await cutTail(context, segment, file, contents, size);
    }
    writer = new SegmentWriter(context, segment.number, file, contents);
    return writer;
  } finally {
    if (writer === undefined) await file.close();
  }
}

/** Writes the footer of a segment with complete records. If that fails, the records are read again on demand. */
async function finishFooter(
  context: SegmentContext,
  number: number,
  file: LogFile,
  contents: SegmentContents,
): Promise<Segment> {
  const { logger } = context;
  const writer = new SegmentWriter(context, number, file, contents);
  const { segment } = writer;
  const { recordsEnd: start, oldestAtMs, newestAtMs, developersCount } = contents;
  try {
    await writer.seal();
    logger.warn({ segment: segment.name }, 'a footer was unfinished or damaged; wrote it again');
  } catch (error) {
    segment.markSealed({ start, developersCount, isSorted: false, oldestAtMs, newestAtMs }, start);
    logger.warn(
      { ...faultFields(error), segment: segment.name },
      'cannot write a footer; the next start tries again',
    );
  }
  return segment;
}

async function cutTail(
  { files, logger }: SegmentContext,
  { name }: Segment,
  file: LogFile,
  { recordsEnd }: SegmentContents,
  size: number,
): Promise<void> {
  const start = Math.min(recordsEnd, size);
  const tail = Buffer.alloc(size - start);
  await file.read(tail, start);
  const hasRemains = tail.some((byte) => byte !== 0);
  if (hasRemains) await files.saveAside(`${name}.cut`, tail);
  await file.truncate(start);
  await file.write([SEGMENT_HEADER], 0);
  await file.sync();
  // Zeros are written ahead of the records, so they are no sign of an unfinished write.
  if (!hasRemains && recordsEnd <= size) return;
  logger.warn(
    { segment: name, keptBytes: recordsEnd, cutBytes: tail.length },
    'truncated an unfinished write at the end of the log',
  );
}
