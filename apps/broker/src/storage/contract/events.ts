/** Chunks for tests of a log. Each frame contains its developer and seq. */
import assert from 'node:assert/strict';
import { type Chunk, chunkFrame, joinFrames } from '../chunk.js';

/** The range of all seqs. */
export const EVERYTHING = { first: 1, last: Number.MAX_SAFE_INTEGER } as const;

/** The whole numbers from 1. */
export function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1);
}

/** A chunk of `count` events from `first` on, stamped `nowMs`. */
export function chunkOf(developerId: string, first: number, count: number, nowMs: number): Chunk {
  const frames = Array.from({ length: count }, (_, i) =>
    Buffer.from(
      JSON.stringify({ op: 5, d: { val: '·'.repeat(i % 7) }, uid: developerId, seq: first + i }),
    ),
  );
  return { epoch: 1, first, committedAtMs: nowMs, ...joinFrames(frames), marks: [] };
}

/** The seqs in the chunks' frames. Throws if a frame has the wrong developer or seq. */
export function seqsOf(chunks: readonly Chunk[], developerId: string): number[] {
  return chunks.flatMap((chunk) =>
    Array.from(chunk.ends, (_, index) => {
      const frame = JSON.parse(chunkFrame(chunk, index).toString());
      assert.equal(frame.uid, developerId);
      assert.equal(frame.seq, chunk.first + index);
      return frame.seq as number;
    }),
  );
}
