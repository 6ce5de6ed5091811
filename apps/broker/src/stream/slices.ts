/** Cuts what was read of the log into slices, so that none of them holds a turn of the event loop for long. */
import type { SeqRange } from '@wearwire/protocol';
import { type Chunk, chunkLast, chunkPart } from '../storage/chunk.js';

/** The events of `range`, ascending, in chunks of up to `bytesMax` bytes or one event, which share the bytes. */
export function* slicesOf(
  chunks: readonly Chunk[],
  range: SeqRange,
  bytesMax: number,
): Iterable<Chunk> {
  for (const chunk of chunks) {
    const end = Math.min(chunkLast(chunk), range.last) - chunk.first + 1;
    let from = Math.max(0, range.first - chunk.first);
    while (from < end) {
      const bytesEnd = (chunk.ends[from - 1] ?? 0) + bytesMax;
      let to = from + 1;
      while (to < end && (chunk.ends[to] as number) <= bytesEnd) to++;
      yield chunkPart(chunk, from, to);
      from = to;
    }
  }
}
