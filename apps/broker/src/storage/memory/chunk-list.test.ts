import { describe, expect, it } from 'vitest';
import { type Chunk, chunkCount, chunkFrame, chunkLast } from '../chunk.js';
import { chunkOf } from '../contract/events.js';
import { ChunkList } from './chunk-list.js';

/** Chunks of one to five events from seq 1 on, one per ms. */
function fill(list: ChunkList, chunks: number): Chunk[] {
  const pushed: Chunk[] = [];
  let first = 1;
  for (let i = 0; i < chunks; i++) {
    const chunk = chunkOf('a', first, 1 + (i % 5), i);
    list.push(chunk);
    pushed.push(chunk);
    first = chunkLast(chunk) + 1;
  }
  return pushed;
}

function framesOf(chunks: Iterable<Chunk>): string[] {
  return [...chunks].flatMap((chunk) =>
    Array.from(
      { length: chunkCount(chunk) },
      (_, i) => `${chunk.first + i} ${chunkFrame(chunk, i)}`,
    ),
  );
}

describe('ChunkList', () => {
  it('returns the pushed chunks unchanged, across many blocks', () => {
    const list = new ChunkList();
    const pushed = fill(list, 2_000);
    expect(framesOf(list.from(1, 0))).toEqual(framesOf(pushed));
  });

  it('begins with the chunk that contains the seq', () => {
    const list = new ChunkList();
    const pushed = fill(list, 500);
    for (const seq of [1, 2, 700, chunkLast(pushed.at(-1) as Chunk)]) {
      const [found] = list.from(seq, 0);
      expect(found?.first).toBe(pushed.find((chunk) => chunkLast(chunk) >= seq)?.first);
    }
    expect([...list.from(chunkLast(pushed.at(-1) as Chunk) + 1, 0)]).toEqual([]);
  });

  it('omits chunks from before a time', () => {
    const list = new ChunkList();
    fill(list, 500);
    expect([...list.from(1, 400)].map(({ committedAtMs }) => committedAtMs).at(0)).toBe(400);
  });

  it('drops the oldest chunks one by one', () => {
    const list = new ChunkList();
    const pushed = fill(list, 500);
    for (const [i, chunk] of pushed.entries()) {
      expect(list.oldest).toEqual({ committedAtMs: i, bytes: chunk.bytes.length });
      const [first] = list.from(1, 0);
      expect(first?.first).toBe(chunk.first);
      list.drop();
    }
    expect(list.oldest).toBeUndefined();
    list.push(chunkOf('a', 9_000, 1, 1));
    expect([...list.from(1, 0)].map(({ first }) => first)).toEqual([9_000]);
  });

  it('accepts a chunk larger than a block, and one with more events than bytes', () => {
    const list = new ChunkList();
    const large = { ...chunkOf('a', 1, 1, 0), bytes: Buffer.alloc(1_000_000, 1) };
    const ends = new Uint32Array(3_000);
    const many = { ...chunkOf('a', 2, 1, 0), bytes: Buffer.alloc(0), ends };
    list.push({ ...large, ends: Uint32Array.of(1_000_000) });
    list.push(many);
    expect([...list.from(1, 0)].map((chunk) => [chunk.bytes.length, chunkCount(chunk)])).toEqual([
      [1_000_000, 1],
      [0, 3_000],
    ]);
  });

  it('drops chunks while others are pushed, small and large ones', () => {
    const list = new ChunkList();
    const kept: Chunk[] = [];
    for (let first = 1; first <= 1_000; first++) {
      const chunk = chunkOf('a', first, 1, first);
      const bytes = first % 7 === 0 ? Buffer.alloc(10_000, 1) : chunk.bytes;
      const pushed = { ...chunk, bytes, ends: Uint32Array.of(bytes.length) };
      list.push(pushed);
      kept.push(pushed);
      if (kept.length <= 40) continue;
      list.drop();
      kept.shift();
    }
    expect(framesOf(list.from(1, 0))).toEqual(framesOf(kept));
    expect(framesOf(list.from(991, 0))).toEqual(framesOf(kept.slice(-10)));
  });

  it('separates chunks of different epochs', () => {
    const list = new ChunkList();
    list.push({ ...chunkOf('a', 1, 1, 0), epoch: 1 });
    list.push({ ...chunkOf('a', 2, 1, 0), epoch: 2 });
    expect([...list.from(1, 0)].map(({ epoch }) => epoch)).toEqual([1, 2]);
  });
});
