/**
 * Limits the bytes that wait for the disk, of all developers together, so that a slow disk does not exhaust memory.
 */
export class Backlog {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Reserves space until `release`; `false`: there is none. While nothing else waits, any chunk fits. */
  reserve(bytes: number): boolean {
    if (this.#bytes > 0 && this.#bytes + bytes > this.#bytesMax) return false;
    this.#bytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#bytes -= bytes;
  }
}
