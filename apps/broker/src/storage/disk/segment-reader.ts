/**
 * Reads chunks of one developer out of one segment; runs that lie side by side come in one read.
 * To be called inside `segment.reading`, which keeps the file open.
 */
import { intersectRanges, isEmptyRange, type SeqRange } from '@wearwire/protocol';
import { type Chunk, chunkLast } from '../chunk.js';
import { LogDamagedError } from '../errors.js';
import type { ChunkIndex } from './chunk-index.js';
import type { Segment } from './segment.js';
import { decodeRecord } from './segment-record.js';

/** As `EventLog.read`; chunks older than `startMs` are left out. */
export async function readChunks(
  segment: Segment,
  index: ChunkIndex,
  range: SeqRange,
  startMs: number,
  bytesMax: number,
): Promise<Chunk[]> {
  const page: Chunk[] = [];
  let bytesLeft = bytesMax;
  let run = Math.max(index.reaching(range.first), index.since(startMs));
  while (run < index.length && index.first(run) <= range.last && bytesLeft > 0) {
    const end = endOfRead(index, run, range.last, bytesLeft);
    for (const chunk of await readRuns(segment, index, run, end)) {
      const isWanted = chunk.committedAtMs >= startMs && isInRange(chunk, range);
      if (!isWanted || bytesLeft <= 0) continue;
      page.push(chunk);
      bytesLeft -= chunk.bytes.length;
    }
    run = end;
  }
  return page;
}

/** `seq` of the oldest event that is not older than `startMs`; `undefined` if there is none. */
export async function oldestSeq(
  segment: Segment,
  index: ChunkIndex,
  startMs: number,
): Promise<number | undefined> {
  const run = index.since(startMs);
  if (run === index.length) return undefined;
  if (index.oldestAtMs(run) >= startMs) return index.first(run);
  const chunks = await readRuns(segment, index, run, run + 1);
  return chunks.find(({ committedAtMs }) => committedAtMs >= startMs)?.first;
}

function isInRange(chunk: Chunk, range: SeqRange): boolean {
  return !isEmptyRange(intersectRanges(range, { first: chunk.first, last: chunkLast(chunk) }));
}

/** Where the runs end that lie side by side from `run` on, are wanted and fit. */
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

/** The chunks of the runs `run` to `end` (exclusive), which lie side by side. */
async function readRuns(
  segment: Segment,
  index: ChunkIndex,
  run: number,
  end: number,
): Promise<Chunk[]> {
  const start = index.offset(run);
  const bytes = Buffer.allocUnsafe(index.end(end - 1) - start);
  await segment.file.read(bytes, start);
  const chunks: Chunk[] = [];
  for (let at = 0; at < bytes.length; ) {
    const record = decodeRecord(bytes, at);
    if (record === undefined) {
      throw new LogDamagedError(`${segment.name} is damaged at byte ${start + at}`);
    }
    chunks.push(record.chunk);
    at += record.bytes;
  }
  return chunks;
}
