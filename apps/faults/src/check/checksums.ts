/** A CRC-32 per seq of a stream, 4 bytes each; 0 means that none is recorded. */
import { crc32 } from 'node:zlib';

export class Checksums {
  #sums = new Uint32Array(1024);

  /** The recorded checksum, if any. */
  get(seq: number): number | undefined {
    const sum = this.#sums[seq];
    return sum === 0 ? undefined : sum;
  }

  /** Records the checksum of a text, or compares it with the recorded one. Returns `false` if they differ. */
  recordOrCompare(seq: number, text: string): boolean {
    const sum = crc32(text) || 1;
    const known = this.get(seq);
    if (known !== undefined) return known === sum;
    if (seq >= this.#sums.length) this.#grow(seq);
    this.#sums[seq] = sum;
    return true;
  }

  #grow(seq: number): void {
    const grown = new Uint32Array(Math.max(seq + 1, this.#sums.length * 2));
    grown.set(this.#sums);
    this.#sums = grown;
  }
}
