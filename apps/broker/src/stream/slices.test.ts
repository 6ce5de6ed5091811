import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkOf } from '../../test/storage-contract.js';
import { chunkCount, chunkFrame } from '../storage/chunk.js';
import { slicesOf } from './slices.js';

const counts = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 5 });

/** Chunks of so many events, one behind the other from seq 1 on. */
function chunksOf(sizes: readonly number[]) {
  let first = 1;
  return sizes.map((count) => {
    const chunk = chunkOf('a', first, count, 0);
    first += count;
    return chunk;
  });
}

describe('slicesOf', () => {
  it('holds each event of the range once, in order, in slices that are no longer than they may be', () => {
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
        const events = slices.flatMap((slice) =>
          Array.from(slice.ends, (_, i) => `${slice.first + i} ${chunkFrame(slice, i)}`),
        );
        expect(events).toEqual(wanted);
        for (const slice of slices) {
          expect(slice.bytes.length <= bytesMax || chunkCount(slice) === 1).toBe(true);
        }
      }),
    );
  });

  it('cuts no finer than it must', () => {
    const [chunk] = chunksOf([30]) as [ReturnType<typeof chunkOf>];
    const slices = [...slicesOf([chunk], { first: 1, last: 30 }, chunk.bytes.length)];
    expect(slices.map(chunkCount)).toEqual([30]);
  });

  it('shares the bytes', () => {
    const [chunk] = chunksOf([30]) as [ReturnType<typeof chunkOf>];
    for (const slice of slicesOf([chunk], { first: 1, last: 30 }, 100)) {
      expect(slice.bytes.buffer).toBe(chunk.bytes.buffer);
    }
  });
});
