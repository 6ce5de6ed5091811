/**
 * Collects the DISPATCH frames of one turn of the event loop for one developer, and the numbers of its numbered events
 * if the log requires them. Buffers come from a pool and are returned after the turn, so that an inactive stream has
 * none.
 */
import { dispatchBytesMax, type FrameScanner, writeDispatch } from '@wearwire/protocol/server';
import type { Chunk, EventNumber } from '../storage/chunk.js';

const POOLED_BYTES = 64 * 1024;
const POOLED_MAX = 64;

/** The unused buffers; one pool for all streams. */
export class TurnBuffers {
  readonly #free: Buffer[] = [];

  acquire(): Buffer {
    return this.#free.pop() ?? Buffer.allocUnsafeSlow(POOLED_BYTES);
  }

  release(buffer: Buffer): void {
    if (buffer.length === POOLED_BYTES && this.#free.length < POOLED_MAX) this.#free.push(buffer);
  }
}

export class TurnBuffer {
  readonly #buffers: TurnBuffers;
  #bytes: Buffer | undefined;
  #used = 0;
  #ends: number[] = [];
  /** `undefined`: the log does not require them. */
  #numbers: EventNumber[] | undefined;

  constructor(buffers: TurnBuffers, requiresNumbers: boolean) {
    this.#buffers = buffers;
    this.#numbers = requiresNumbers ? [] : undefined;
  }

  /** Events since the last `flush`. */
  get count(): number {
    return this.#ends.length;
  }

  /** Bytes of the DISPATCH frames of these events. */
  get bytes(): number {
    return this.#used;
  }

  /** Adds the SUBMIT that `scan` located in `source` as a DISPATCH; hot path. */
  add(source: Uint8Array, scan: FrameScanner, uidJson: Uint8Array, seq: number): void {
    const bytes = this.#bufferFor(dispatchBytesMax(scan, uidJson));
    this.#used = writeDispatch(bytes, this.#used, source, scan, uidJson, seq);
    this.#ends.push(this.#used);
  }

  /** The event that is added next has this number of its producer. */
  numberNext(producer: string, n: number): void {
    this.#numbers?.push({ index: this.count, producer, n });
  }

  /** The last `count` events share one number: the last one has it, the others have 0. */
  numberLast(producer: string, n: number, count: number): void {
    const last = this.count - 1;
    for (let index = last + 1 - count; index <= last; index++) {
      this.#numbers?.push({ index, producer, n: index === last ? n : 0 });
    }
  }

  /** Returns a copy of the collected frames and empties the buffer. */
  flush(): Pick<Chunk, 'bytes' | 'ends' | 'numbers'> {
    const pooled = this.#bytes;
    const flushed = {
      bytes: pooled === undefined ? Buffer.alloc(0) : Buffer.from(pooled.subarray(0, this.#used)),
      ends: Uint32Array.from(this.#ends),
      ...(this.#numbers && { numbers: this.#numbers }),
    };
    if (pooled !== undefined) this.#buffers.release(pooled);
    this.#bytes = undefined;
    this.#used = 0;
    this.#ends = [];
    if (this.#numbers !== undefined) this.#numbers = [];
    return flushed;
  }

  /** The buffer, with space for this many more bytes. */
  #bufferFor(bytes: number): Buffer {
    this.#bytes ??= this.#buffers.acquire();
    const needed = this.#used + bytes;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
