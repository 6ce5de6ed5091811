/**
 * Collects the DISPATCH frames of one turn of the event loop for one developer.
 * Buffers are borrowed for the turn from a pool, so a quiet stream holds none.
 */
import { dispatchBytesMax, type FrameScanner, writeDispatch } from '@wearwire/protocol/server';

const POOLED_BYTES = 64 * 1024;
const POOLED_MAX = 64;
const pool: Buffer[] = [];

export class TurnBuffer {
  #bytes: Buffer | undefined;
  #used = 0;
  #ends: number[] = [];

  /** Events since the last `take`. */
  get count(): number {
    return this.#ends.length;
  }

  /** Bytes of their frames. */
  get bytes(): number {
    return this.#used;
  }

  /** Adds the SUBMIT that `scan` found in `source` as a DISPATCH; hot path. */
  add(source: Uint8Array, scan: FrameScanner, uidJson: Uint8Array, seq: number): void {
    const bytes = this.#room(dispatchBytesMax(scan, uidJson));
    this.#used = writeDispatch(bytes, this.#used, source, scan, uidJson, seq);
    this.#ends.push(this.#used);
  }

  /** What was collected, in bytes of its own; the buffer is empty then. */
  take(): { readonly bytes: Buffer; readonly ends: Uint32Array } {
    const borrowed = this.#bytes ?? Buffer.alloc(0);
    const taken = {
      bytes: Buffer.from(borrowed.subarray(0, this.#used)),
      ends: Uint32Array.from(this.#ends),
    };
    if (borrowed.length === POOLED_BYTES && pool.length < POOLED_MAX) pool.push(borrowed);
    this.#bytes = undefined;
    this.#used = 0;
    this.#ends = [];
    return taken;
  }

  #room(bytes: number): Buffer {
    this.#bytes ??= pool.pop() ?? Buffer.allocUnsafeSlow(POOLED_BYTES);
    const needed = this.#used + bytes;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}
