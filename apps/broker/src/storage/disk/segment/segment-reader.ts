/** Reads one developer's chunks from the file of one segment; adjacent runs in one read. */
import { intersectRanges, isEmptyRange, type SeqRange } from '@wearwire/protocol';
import { type Chunk, chunkLast } from '../../chunk.js';
import { damaged } from '../../errors.js';
import type { LogFile } from '../files/files.js';
import { decodeRecord, type SegmentRecord } from '../format/segment-record.js';
import type { ChunkIndex } from '../index/chunk-index.js';

/** The location of a developer's chunks. */
export interface ChunkSource {
  readonly file: LogFile;
  /** For messages. */
  readonly name: string;
  readonly index: ChunkIndex;
}

/** See `DeveloperLog.read`; omits events older than `startMs`. */
export async function readChunks(
  source: ChunkSource,
  range: SeqRange,
  startMs: number,
  bytesMax: number,
): Promise<Chunk[]> {
  const { index } = source;
  const page: Chunk[] = [];
  let bytesLeft = bytesMax;
  let run = Math.max(index.reaching(range.first), index.since(startMs));
  while (run < index.length && index.first(run) <= range.last && bytesLeft > 0) {
    const end = endOfRead(index, run, range.last, bytesLeft);
    for (const record of await readRecords(source, run, end)) {
      const chunk = bytesLeft > 0 ? record.since(startMs) : undefined;
      if (chunk === undefined || !isInRange(chunk, range)) continue;
      page.push(chunk);
      bytesLeft -= chunk.bytes.length;
    }
    run = end;
  }
  return page;
}

/** `seq` of the oldest event that is not older than `startMs`; `undefined`: none. */
export async function oldestSeq(source: ChunkSource, startMs: number): Promise<number | undefined> {
  const { index } = source;
  const run = index.since(startMs);
  if (run === index.length) return undefined;
  if (index.oldestAtMs(run) >= startMs) return index.first(run);
  for (const record of await readRecords(source, run, run + 1)) {
    const chunk = record.since(startMs);
    if (chunk !== undefined) return chunk.first;
  }
  return undefined;
}

function isInRange(chunk: Chunk, range: SeqRange): boolean {
  return !isEmptyRange(intersectRanges(range, { first: chunk.first, last: chunkLast(chunk) }));
}

/** End index of the runs from `run` on that are adjacent, requested and within the limit. */
function endOfRead(index: ChunkIndex, run: number, lastSeq: number, bytesMax: number): number {
  let end = run + 1;
  while (
    end < index.length &&
    index.first(end) <= lastSeq &&
    index.offset(end) === index.end(end - 1) &&
    index.end(end) - index.offset(run) <= bytesMax
  ) {
    end++;
  }
  return end;
}

/** The records of the adjacent runs `run` to `end` (exclusive). */
async function readRecords(
  { file, name, index }: ChunkSource,
  run: number,
  end: number,
): Promise<SegmentRecord[]> {
  const start = index.offset(run);
  const bytes = Buffer.allocUnsafe(index.end(end - 1) - start);
  await file.read(bytes, start);
  const records: SegmentRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const record = decodeRecord(bytes, at);
    if (record === undefined) throw damaged(name, start + at);
    records.push(record);
    at += record.raw.length;
  }
  return records;
}
