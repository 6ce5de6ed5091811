/** Reads chunks of one developer out of one segment; records that lie side by side come in one read. */
import type { SeqRange } from '@wearwire/protocol';
import type { Chunk } from '../chunk.js';
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
  const chunks: Chunk[] = [];
  let bytesLeft = bytesMax;
  let at = index.reaching(range.first);
  while (at < index.length && index.first(at) <= range.last && bytesLeft > 0) {
    if (index.committedAtMs(at) < startMs) {
      at++;
      continue;
    }
    const end = endOfRun(index, at, range.last, bytesLeft);
    bytesLeft -= await readRun(segment, index, at, end, chunks);
    at = end;
  }
  return chunks;
}

/** Where the run of records ends that lie side by side from `at` on, are wanted and fit. */
function endOfRun(index: ChunkIndex, at: number, lastSeq: number, bytesMax: number): number {
  let end = at + 1;
  let bytes = index.bytes(at);
  while (
    end < index.length &&
    index.first(end) <= lastSeq &&
    index.offset(end) === index.offset(end - 1) + index.bytes(end - 1) &&
    bytes + index.bytes(end) <= bytesMax
  ) {
    bytes += index.bytes(end);
    end++;
  }
  return end;
}

/** Reads the records `at` to `end` (exclusive) into `chunks` and returns their bytes. */
async function readRun(
  segment: Segment,
  index: ChunkIndex,
  at: number,
  end: number,
  chunks: Chunk[],
): Promise<number> {
  const start = index.offset(at);
  const bytes = Buffer.allocUnsafe(index.offset(end - 1) + index.bytes(end - 1) - start);
  await segment.reading((file) => file.read(bytes, start));
  for (let i = at; i < end; i++) {
    const record = decodeRecord(bytes, index.offset(i) - start);
    if (record === undefined || record.chunk.first !== index.first(i)) {
      throw new LogDamagedError(`${segment.name} is damaged at byte ${index.offset(i)}`);
    }
    chunks.push(record.chunk);
  }
  return bytes.length;
}
