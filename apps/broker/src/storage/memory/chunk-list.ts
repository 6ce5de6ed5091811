/**
 * The chunks of one developer in memory, oldest first. Their frames and numbers are in a few large buffers instead of
 * objects: with an object for each chunk, the garbage collector copies thousands of them a second and pauses the
 * event loop for it. A chunk that is read is a new object that shares the bytes.
 */
import { type Chunk, chunkCount } from '../chunk.js';

/** The first block of a list is small, because most developers have few events; each next one is twice as large. */
const FIRST_BLOCK_BYTES = 512;
const BLOCK_BYTES_MAX = 256 * 1024;

/** A block is full when it is out of bytes, or has an event or a chunk for so many bytes. */
const BYTES_PER_EVENT = 64;
const BYTES_PER_CHUNK = 128;

/** Columns of a block's table of chunks. */
const FIRST = 0;
const COMMITTED_AT_MS = 1;
const BYTES_END = 2;
const EVENTS_END = 3;
const COLUMNS = 4;

/** Consecutive chunks of one epoch. */
class Block {
  readonly epoch: number;
  readonly bytes: Buffer;
  /** Of each event: where its frame ends in its chunk. */
  readonly #ends: Uint32Array;
  readonly #table: Float64Array;
  count = 0;

  /** A block of about `bytes` bytes that has room for `chunk`. */
  constructor(bytes: number, chunk: Chunk) {
    const size = Math.max(bytes, chunk.bytes.length);
    this.epoch = chunk.epoch;
    this.bytes = Buffer.allocUnsafeSlow(size);
    this.#ends = new Uint32Array(Math.max(Math.ceil(size / BYTES_PER_EVENT), chunkCount(chunk)));
    this.#table = new Float64Array(Math.ceil(size / BYTES_PER_CHUNK) * COLUMNS);
  }

  /** `false`: there is no room for it. */
  add(chunk: Chunk): boolean {
    const { count } = this;
    const bytesStart = this.bytesEnd(count - 1);
    const eventsStart = this.#eventsEnd(count - 1);
    const bytesEnd = bytesStart + chunk.bytes.length;
    const eventsEnd = eventsStart + chunkCount(chunk);
    const hasRoom =
      chunk.epoch === this.epoch &&
      bytesEnd <= this.bytes.length &&
      eventsEnd <= this.#ends.length &&
      (count + 1) * COLUMNS <= this.#table.length;
    if (!hasRoom) return false;
    chunk.bytes.copy(this.bytes, bytesStart);
    this.#ends.set(chunk.ends, eventsStart);
    const row = count * COLUMNS;
    this.#table[row + FIRST] = chunk.first;
    this.#table[row + COMMITTED_AT_MS] = chunk.committedAtMs;
    this.#table[row + BYTES_END] = bytesEnd;
    this.#table[row + EVENTS_END] = eventsEnd;
    this.count++;
    return true;
  }

  committedAtMs(index: number): number {
    return this.#table[index * COLUMNS + COMMITTED_AT_MS] as number;
  }

  lastSeq(index: number): number {
    const first = this.#table[index * COLUMNS + FIRST] as number;
    return first + this.#eventsEnd(index) - this.#eventsEnd(index - 1) - 1;
  }

  bytesEnd(index: number): number {
    return index < 0 ? 0 : (this.#table[index * COLUMNS + BYTES_END] as number);
  }

  chunk(index: number): Chunk {
    return {
      epoch: this.epoch,
      first: this.#table[index * COLUMNS + FIRST] as number,
      committedAtMs: this.committedAtMs(index),
      bytes: this.bytes.subarray(this.bytesEnd(index - 1), this.bytesEnd(index)),
      ends: this.#ends.subarray(this.#eventsEnd(index - 1), this.#eventsEnd(index)),
      marks: [],
    };
  }

  #eventsEnd(index: number): number {
    return index < 0 ? 0 : (this.#table[index * COLUMNS + EVENTS_END] as number);
  }
}

/** The place of a chunk. */
interface Place {
  readonly block: Block;
  readonly index: number;
}

export class ChunkList {
  #blocks: Block[] = [];
  /** Chunks of the first block that are dropped. */
  #dropped = 0;

  push(chunk: Chunk): void {
    const last = this.#blocks.at(-1);
    if (last?.add(chunk)) return;
    const bytes = last === undefined ? FIRST_BLOCK_BYTES : 2 * last.bytes.length;
    const block = new Block(Math.min(bytes, BLOCK_BYTES_MAX), chunk);
    block.add(chunk);
    this.#blocks.push(block);
  }

  /** When the oldest chunk was committed, and its bytes; `undefined`: there is none. */
  get oldest(): { readonly committedAtMs: number; readonly bytes: number } | undefined {
    const block = this.#blocks[0];
    if (block === undefined) return undefined;
    const index = this.#dropped;
    const bytes = block.bytesEnd(index) - block.bytesEnd(index - 1);
    return { committedAtMs: block.committedAtMs(index), bytes };
  }

  /** Drops the oldest chunk. */
  drop(): void {
    this.#dropped++;
    if (this.#dropped < (this.#blocks[0]?.count ?? 0)) return;
    this.#blocks.shift();
    this.#dropped = 0;
  }

  /** The chunks from the one with `seq` on, without those from before `startMs`. */
  *from(seq: number, startMs: number): Iterable<Chunk> {
    for (const { block, index } of this.#places(seq)) {
      if (block.committedAtMs(index) >= startMs) yield block.chunk(index);
    }
  }

  *#places(seq: number): Iterable<Place> {
    const blocks = this.#blocks;
    const start = firstReaching(blocks.length, seq, (i) => {
      const block = blocks[i] as Block;
      return block.lastSeq(block.count - 1);
    });
    for (let i = start; i < blocks.length; i++) {
      const block = blocks[i] as Block;
      const reaching = i > start ? 0 : firstReaching(block.count, seq, (at) => block.lastSeq(at));
      let index = i === 0 ? Math.max(this.#dropped, reaching) : reaching;
      for (; index < block.count; index++) yield { block, index };
    }
  }
}

/** Index of the first one of `count` that ends at or after `seq`. */
function firstReaching(count: number, seq: number, lastSeqOf: (index: number) => number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lastSeqOf(middle) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
