/** Splits a page of the log into slices, so that none of them occupies a turn of the event loop for long. */
import type { SeqRange } from '@wearwire/protocol';
import { type Chunk, chunkLast, chunkPart } from '../storage/chunk.js';

/**
 * The events of `range`, ascending, in slices of up to `bytesMax` bytes or one event; `Infinity`: one slice with all
 * events. Slices share the bytes of the chunks.
 */
export function* slicesOf(
  chunks: readonly Chunk[],
  range: SeqRange,
  bytesMax: number,
): Iterable<readonly Chunk[]> {
  let slice: Chunk[] = [];
  let bytesLeft = bytesMax;
  for (const chunk of chunks) {
    const end = Math.min(chunkLast(chunk), range.last) - chunk.first + 1;
    let from = Math.max(0, range.first - chunk.first);
    while (from < end) {
      const to = endOfFit(chunk, from, end, bytesLeft);
      if (to === from && slice.length > 0) {
        yield slice;
        slice = [];
        bytesLeft = bytesMax;
        continue;
      }
      const part = chunkPart(chunk, from, Math.max(to, from + 1));
      slice.push(part);
      bytesLeft -= part.bytes.length;
      from += part.ends.length;
    }
  }
  if (slice.length > 0) yield slice;
}

/** The index after the last event between `from` and `end` (exclusive) that fits into `bytesMax`. */
function endOfFit(chunk: Chunk, from: number, end: number, bytesMax: number): number {
  const bytesEnd = (chunk.ends[from - 1] ?? 0) + bytesMax;
  let to = from;
  while (to < end && (chunk.ends[to] as number) <= bytesEnd) to++;
  return to;
}
