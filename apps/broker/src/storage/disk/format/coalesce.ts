/** Merges a developer's records into longer ones. Keeps all events, their order and their times. */
import { type Chunk, chunkLast, type ProducerMark } from '../../chunk.js';
import { ProducerMarks } from '../../producer-marks.js';
import { type EventTime, encodeRecordHeader, SegmentRecord, TIMES_MAX } from './segment-record.js';

/** Takes the records of one developer, ascending, and merges consecutive ones of the same epoch. */
export function* coalesce(
  records: Iterable<SegmentRecord>,
  recordBytesMax: number,
): Iterable<SegmentRecord> {
  let group: SegmentRecord[] = [];
  let bytes = 0;
  let times = 0;
  for (const record of records) {
    const last = group.at(-1);
    bytes += record.raw.length;
    times += record.times.length;
    const fits = bytes <= recordBytesMax && times <= TIMES_MAX;
    if (last !== undefined && !(fits && isNext(last, record))) {
      yield join(group);
      group = [];
      bytes = record.raw.length;
      times = record.times.length;
    }
    group.push(record);
  }
  if (group.length > 0) yield join(group);
}

function isNext(last: SegmentRecord, record: SegmentRecord): boolean {
  return (
    record.chunk.first === chunkLast(last.chunk) + 1 && record.chunk.epoch === last.chunk.epoch
  );
}

function join(group: readonly SegmentRecord[]): SegmentRecord {
  const first = group[0] as SegmentRecord;
  if (group.length === 1) return first;
  const times = joinTimes(group);
  const chunk: Chunk = {
    epoch: first.chunk.epoch,
    first: first.chunk.first,
    committedAtMs: Math.min(...group.map(({ chunk }) => chunk.committedAtMs)),
    bytes: Buffer.concat(group.map(({ chunk }) => chunk.bytes)),
    ends: joinEnds(group),
    marks: joinMarks(group),
  };
  const header = encodeRecordHeader(first.developerId, chunk, times);
  return new SegmentRecord(Buffer.concat([header, chunk.bytes]));
}

/** One entry per change of the time. */
function joinTimes(group: readonly SegmentRecord[]): EventTime[] {
  const joined: EventTime[] = [];
  let events = 0;
  for (const { chunk, times } of group) {
    for (const { index, atMs } of times) {
      if (joined.at(-1)?.atMs !== atMs) joined.push({ index: events + index, atMs });
    }
    events += chunk.ends.length;
  }
  return joined;
}

function joinEnds(group: readonly SegmentRecord[]): Uint32Array {
  const ends = new Uint32Array(group.reduce((events, { chunk }) => events + chunk.ends.length, 0));
  let events = 0;
  let start = 0;
  for (const { chunk } of group) {
    for (const end of chunk.ends) ends[events++] = start + end;
    start += chunk.bytes.length;
  }
  return ends;
}

/** The newest mark of each producer, with its time. */
function joinMarks(group: readonly SegmentRecord[]): ProducerMark[] {
  const marks = new ProducerMarks();
  for (const { chunk } of group) marks.add(chunk);
  return Array.from(marks.entries(), ([producer, n, atMs]) => ({ producer, n, atMs }));
}
