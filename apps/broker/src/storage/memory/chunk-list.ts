/**
 * The chunks of one developer in memory, oldest first. The frames and numbers of small chunks are in a few large
 * buffers instead of objects: with an object for each chunk, the garbage collector copies thousands of them a second
 * and pauses the event loop for it. A chunk that is read is a new object that shares the bytes.
 */
import { firstIndex } from '../../binary-search.js';
import { type Chunk, chunkCount } from '../chunk.js';

/** The first block of a list is small, because most developers have few events; each next one is twice as large. */
const FIRST_BLOCK_BYTES = 512;
const BLOCK_BYTES_MAX = 256 * 1024;

/** A chunk of at least this size is a block by itself: such chunks are few, and copying them costs more. */
const WHOLE_CHUNK_BYTES = 8 * 1024;

/** A block has space for one event per this many of its bytes. */
const BYTES_PER_EVENT = 64;
/** A block has space for one chunk per this many of its bytes. */
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

  private constructor(epoch: number, bytes: Buffer, ends: Uint32Array, chunksMax: number) {
    this.epoch = epoch;
    this.bytes = bytes;
    this.#ends = ends;
    this.#table = new Float64Array(chunksMax * COLUMNS);
  }

  /** A block of `size` bytes, or as many as the chunk needs, that begins with the chunk. */
  static startingWith(chunk: Chunk, size: number): Block {
    const bytes = Buffer.allocUnsafeSlow(Math.max(size, chunk.bytes.length));
    const eventsMax = Math.max(Math.ceil(bytes.length / BYTES_PER_EVENT), chunkCount(chunk));
    const chunksMax = Math.max(1, Math.ceil(bytes.length / BYTES_PER_CHUNK));
    const block = new Block(chunk.epoch, bytes, new Uint32Array(eventsMax), chunksMax);
    block.add(chunk);
    return block;
  }

  /** A block that shares the bytes of the chunk and has no space for another. */
  static of(chunk: Chunk): Block {
    const block = new Block(chunk.epoch, chunk.bytes, chunk.ends, 1);
    block.#enter(chunk, chunk.bytes.length, chunkCount(chunk));
    return block;
  }

  /** Adds the chunk. `false`: it does not fit, or has another epoch. */
  add(chunk: Chunk): boolean {
    const { count } = this;
    const bytesStart = this.bytesEnd(count - 1);
    const eventsStart = this.#eventsEnd(count - 1);
    const bytesEnd = bytesStart + chunk.bytes.length;
    const eventsEnd = eventsStart + chunkCount(chunk);
    const fits =
      chunk.epoch === this.epoch &&
      bytesEnd <= this.bytes.length &&
      eventsEnd <= this.#ends.length &&
      (count + 1) * COLUMNS <= this.#table.length;
    if (!fits) return false;
    chunk.bytes.copy(this.bytes, bytesStart);
    this.#ends.set(chunk.ends, eventsStart);
    this.#enter(chunk, bytesEnd, eventsEnd);
    return true;
  }

  #enter(chunk: Chunk, bytesEnd: number, eventsEnd: number): void {
    const row = this.count * COLUMNS;
    this.#table[row + FIRST] = chunk.first;
    this.#table[row + COMMITTED_AT_MS] = chunk.committedAtMs;
    this.#table[row + BYTES_END] = bytesEnd;
    this.#table[row + EVENTS_END] = eventsEnd;
    this.count++;
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

export class ChunkList {
  /** The blocks before `#start` are dropped and `undefined`. */
  #blocks: (Block | undefined)[] = [];
  /** Index of the oldest block. */
  #start = 0;
  /** Number of dropped chunks in the oldest block. */
  #dropped = 0;

  push(chunk: Chunk): void {
    if (chunk.bytes.length >= WHOLE_CHUNK_BYTES) {
      this.#blocks.push(Block.of(chunk));
      return;
    }
    const last = this.#blocks.at(-1);
    if (last?.add(chunk)) return;
    const size = last === undefined ? FIRST_BLOCK_BYTES : 2 * last.bytes.length;
    this.#blocks.push(Block.startingWith(chunk, Math.min(size, BLOCK_BYTES_MAX)));
  }

  /** When the oldest chunk was committed, and its bytes; `undefined`: there is none. */
  get oldest(): { readonly committedAtMs: number; readonly bytes: number } | undefined {
    const block = this.#blocks[this.#start];
    if (block === undefined) return undefined;
    const index = this.#dropped;
    const bytes = block.bytesEnd(index) - block.bytesEnd(index - 1);
    return { committedAtMs: block.committedAtMs(index), bytes };
  }

  /** Drops the oldest chunk. */
  drop(): void {
    this.#dropped++;
    const block = this.#blocks[this.#start];
    if (block === undefined || this.#dropped < block.count) return;
    this.#dropped = 0;
    this.#blocks[this.#start] = undefined;
    this.#start++;
    if (2 * this.#start <= this.#blocks.length) return;
    this.#blocks = this.#blocks.slice(this.#start);
    this.#start = 0;
  }

  /** The chunks from the one with `seq` on, without those from before `startMs`. */
  *from(seq: number, startMs: number): Iterable<Chunk> {
    const blocks = this.#blocks;
    const start = firstIndex(this.#start, blocks.length, (i) => {
      const block = blocks[i] as Block;
      return block.lastSeq(block.count - 1) >= seq;
    });
    for (let i = start; i < blocks.length; i++) {
      const block = blocks[i] as Block;
      const oldest = i === this.#start ? this.#dropped : 0;
      const isWanted = (at: number): boolean => block.lastSeq(at) >= seq;
      let index = i > start ? oldest : firstIndex(oldest, block.count, isWanted);
      for (; index < block.count; index++) {
        if (block.committedAtMs(index) >= startMs) yield block.chunk(index);
      }
    }
  }
}
