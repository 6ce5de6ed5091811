import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chunk, chunkCount, chunkFrame } from '../storage/chunk.js';
import { chunkOf } from '../storage/contract/events.js';
import { slicesOf } from './slices.js';

const counts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });

/** Consecutive chunks with these numbers of events, from seq 1 on. */
function chunksOf(sizes: readonly number[]) {
  let first = 1;
  return sizes.map((count) => {
    const chunk = chunkOf('a', first, count, 0);
    first += count;
    return chunk;
  });
}

function bytesOf(slice: readonly Chunk[]): number {
  return slice.reduce((bytes, part) => bytes + part.bytes.length, 0);
}

function countOf(slice: readonly Chunk[]): number {
  return slice.reduce((count, part) => count + chunkCount(part), 0);
}

describe('slicesOf', () => {
  it('has each event of the range once, in order, in slices up to the limit', () => {
    fc.assert(
      fc.property(counts, fc.nat(200), fc.nat(200), fc.integer({ min: 1, max: 600 }), (...args) => {
        const [sizes, from, length, bytesMax] = args;
        const chunks = chunksOf(sizes);
        const range = { first: from, last: from + length };
        const wanted = chunks.flatMap((chunk) =>
          Array.from({ length: chunkCount(chunk) }, (_, i) => i)
            .filter((i) => chunk.first + i >= range.first && chunk.first + i <= range.last)
            .map((i) => `${chunk.first + i} ${chunkFrame(chunk, i)}`),
        );
        const slices = [...slicesOf(chunks, range, bytesMax)];
        const events = slices
          .flat()
          .flatMap((part) =>
            Array.from(part.ends, (_, i) => `${part.first + i} ${chunkFrame(part, i)}`),
          );
        expect(events).toEqual(wanted);
        for (const slice of slices) {
          expect(bytesOf(slice) <= bytesMax || countOf(slice) === 1).toBe(true);
        }
        // Two adjacent slices would not have fitted into one.
        for (const [i, slice] of slices.slice(1).entries()) {
          const before = slices[i] as typeof slice;
          const firstFrame = chunkFrame(slice[0] as Chunk, 0);
          expect(bytesOf(before) + firstFrame.length).toBeGreaterThan(bytesMax);
        }
      }),
    );
  });

  it('returns one slice without a limit', () => {
    const chunks = chunksOf([3, 30, 1]);
    const slices = [...slicesOf(chunks, { first: 1, last: 34 }, Infinity)];
    expect(slices).toEqual([chunks]);
  });

  it('shares the bytes of the chunks', () => {
    const [chunk] = chunksOf([30]) as [ReturnType<typeof chunkOf>];
    for (const slice of slicesOf([chunk], { first: 1, last: 30 }, 100)) {
      for (const part of slice) expect(part.bytes.buffer).toBe(chunk.bytes.buffer);
    }
  });
});
