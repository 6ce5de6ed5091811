/**
 * Finds missing and foreign segments of a log without changing anything. A foreign segment is a copy of a
 * segment under another number, or a segment of another log.
 *
 * A developer's seqs rise from segment to segment. A foreign segment conflicts with many other segments,
 * while those conflict only with the foreign one; so the segment with the most conflicts is the foreign one.
 * If two segments conflict only with each other, the one with the lower last seqs is foreign; if they contain the
 * same events, the one with the higher segment number. Epochs are also compared: an epoch never recurs after
 * a different one, and the current epoch is the last one.
 */
import { type LogFile, type LogFiles, withFile } from '../files/files.js';
import { decodeRecord, recordBytes, SEGMENT_HEADER } from '../format/segment-record.js';
import { hasFooterMarker, readFooter } from '../index/footer.js';
import type { LogState } from './log-state.js';
import { segmentName } from './segment.js';
import { scanSegment } from './segment-scan.js';
import { hasLostEnd, type SegmentSpan } from './segment-span.js';

const NAME = /^(\d{8})\.segment$/;

/** Limit on the developers whose seqs are compared. */
const DEVELOPERS_COMPARED_MAX = 50;

/** Offset of the epoch in a record. */
const EPOCH_AT = 8;

/** A segment file that does not belong to this log. */
export interface ForeignSegment {
  /** File name. */
  readonly name: string;
  /** Why it does not belong: a clause for messages. */
  readonly reason: string;
}

/** Missing and foreign segments of a log. */
export interface LogSurvey {
  /** Names of missing segments between the oldest and the newest that exist or are recorded. */
  readonly missing: readonly string[];
  /** Whether stored events are missing at the end of the log. */
  readonly hasLostEnd: boolean;
  readonly foreignSegments: readonly ForeignSegment[];
}

interface Facts {
  readonly number: number;
  /** Offset at which the records end; `Infinity` if the segment has a footer, so that it is complete. */
  readonly recordsEnd: number;
  readonly epoch: number | undefined;
  /** Newest seq by developer. */
  readonly lastSeqs: ReadonlyMap<string, number>;
}

/** Numbers of the segments in a directory, ascending. */
export function segmentNumbers(names: readonly string[]): number[] {
  return names
    .map((name) => Number(name.match(NAME)?.[1] ?? 0))
    .filter((number) => number > 0)
    .sort((a, b) => a - b);
}

/** Limit on the names listed. */
const MISSING_MAX = 100_000;

/** Names of missing segments. `numbers`: numbers of the segments with records, ascending. */
export function missingSegments(
  numbers: readonly number[],
  span: SegmentSpan | undefined,
): string[] {
  const existing = new Set(numbers);
  const missing: string[] = [];
  // Segments before the span were due for removal, so they are not missing.
  const first = span?.first ?? numbers[0] ?? 1;
  const newest = Math.max(numbers.at(-1) ?? 0, span?.newest ?? 0);
  for (let n = first; n <= newest && missing.length < MISSING_MAX; n++) {
    if (!existing.has(n)) missing.push(segmentName(n));
  }
  return missing;
}

/** `epoch` and `span`: as recorded in the meta store. */
export async function surveyLog(
  files: Pick<LogFiles, 'list' | 'open'>,
  { epoch, span }: Partial<Pick<LogState, 'epoch' | 'span'>>,
): Promise<LogSurvey> {
  const numbers = segmentNumbers(await files.list());
  const developers = await conflictingDevelopers(files, numbers);
  const facts: Facts[] = [];
  for (const number of numbers) {
    facts.push(
      await withFile(files, segmentName(number), (file, size) =>
        factsOf(file, size, number, developers),
      ),
    );
  }
  const filled = facts.filter(({ recordsEnd }) => recordsEnd > SEGMENT_HEADER.length);
  const found = filled.map(({ number }) => number);
  const newest = filled.at(-1);
  return {
    missing: missingSegments(found, span),
    hasLostEnd: hasLostEnd(span, newest?.number ?? 0, newest?.recordsEnd ?? 0),
    foreignSegments: [...foreignByEpoch(facts, epoch), ...foreignBySeqs(facts)],
  };
}

/** Developers whose newest seq in a segment is not above that in an earlier one; limited in number. */
async function conflictingDevelopers(
  files: Pick<LogFiles, 'open'>,
  numbers: readonly number[],
): Promise<ReadonlySet<string>> {
  const lastSeqs = new Map<string, number>();
  const conflicting = new Set<string>();
  for (const number of numbers) {
    await withFile(files, segmentName(number), async (file, size) => {
      const rows =
        (await readFooter(file, size))?.rows() ?? (await scanSegment(file, size)).developers();
      for (const { developerId, lastSeq } of rows) {
        const isRising = lastSeq > (lastSeqs.get(developerId) ?? 0);
        if (isRising) lastSeqs.set(developerId, lastSeq);
        else if (conflicting.size < DEVELOPERS_COMPARED_MAX) conflicting.add(developerId);
      }
    });
  }
  return conflicting;
}

async function factsOf(
  file: LogFile,
  size: number,
  number: number,
  developers: ReadonlySet<string>,
): Promise<Facts> {
  const lastSeqs = new Map<string, number>();
  const footer = await readFooter(file, size);
  const contents = footer === undefined ? await scanSegment(file, size) : undefined;
  for (const id of developers) {
    const lastSeq = footer?.find(id)?.lastSeq ?? contents?.indexOf(id)?.lastSeq;
    if (lastSeq !== undefined) lastSeqs.set(id, lastSeq);
  }
  const end = contents?.recordsEnd ?? Infinity;
  const recordsEnd = (await hasFooterMarker(file, end, size)) ? Infinity : end;
  return { number, recordsEnd, epoch: await firstEpoch(file, size), lastSeqs };
}

/**
 * The epoch of the first record; `undefined`: there is no complete, valid record. If the epoch satisfies
 * `isExpected`, the rest of the record is not read.
 */
export async function firstEpoch(
  file: LogFile,
  size: number,
  isExpected: (epoch: number) => boolean = () => false,
): Promise<number | undefined> {
  const start = SEGMENT_HEADER.length;
  const prefix = await readUpTo(file, start, Math.min(EPOCH_AT + 8, size - start));
  if (prefix.length < EPOCH_AT + 8) return undefined;
  const epoch = prefix.readDoubleLE(EPOCH_AT);
  if (isExpected(epoch)) return epoch;
  const bytes = recordBytes(prefix, 0);
  if (bytes > size - start) return undefined;
  return decodeRecord(await readUpTo(file, start, bytes), 0)?.chunk.epoch;
}

async function readUpTo(file: LogFile, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(Math.max(0, bytes));
  return buffer.subarray(0, await file.read(buffer, at));
}

function foreignByEpoch(
  facts: readonly Facts[],
  currentEpoch: number | undefined,
): ForeignSegment[] {
  const reason = 'it belongs to another log';
  const known = facts.filter(({ epoch }) => epoch !== undefined);
  return known
    .filter(({ epoch }, i) => {
      const before = known.slice(0, i).map((other) => other.epoch);
      const after = known.slice(i + 1).map((other) => other.epoch);
      const isBetween = before.some((other) => other !== epoch && after.includes(other));
      return isBetween || (currentEpoch !== epoch && before.includes(currentEpoch));
    })
    .filter(({ epoch }) => epoch !== currentEpoch)
    .map(({ number }) => ({ name: segmentName(number), reason }));
}

function foreignBySeqs(facts: readonly Facts[]): ForeignSegment[] {
  const left = [...facts];
  const foreign: ForeignSegment[] = [];
  for (;;) {
    const conflicts = left.map((one) => left.filter((other) => areInConflict(one, other)));
    const most = Math.max(0, ...conflicts.map(({ length }) => length));
    if (most === 0) return foreign;
    const candidates = left.filter((_, i) => conflicts[i]?.length === most);
    const segment = candidates.reduce((a, b) => (endsBelow(a, b) ? a : b));
    left.splice(left.indexOf(segment), 1);
    const original = left.find((other) => haveSameLastSeqs(segment, other));
    const reason = original
      ? `it has the same events as ${segmentName(original.number)}`
      : 'its seqs conflict with those of other segments';
    foreign.push({ name: segmentName(segment.number), reason });
  }
}

/** Whether a developer's last seq in the later segment is not above that in the earlier one. */
function areInConflict(one: Facts, other: Facts): boolean {
  if (one.number === other.number) return false;
  const [earlier, later] = one.number < other.number ? [one, other] : [other, one];
  for (const [id, lastSeq] of earlier.lastSeqs) {
    if ((later.lastSeqs.get(id) ?? Infinity) <= lastSeq) return true;
  }
  return false;
}

/** Whether each developer's last seq in `a` is below that in `b`. */
function endsBelow(a: Facts, b: Facts): boolean {
  return [...a.lastSeqs].every(([id, lastSeq]) => lastSeq < (b.lastSeqs.get(id) ?? 0));
}

function haveSameLastSeqs(a: Facts, b: Facts): boolean {
  return (
    a.lastSeqs.size === b.lastSeqs.size &&
    [...a.lastSeqs].every(([id, lastSeq]) => b.lastSeqs.get(id) === lastSeq)
  );
}
