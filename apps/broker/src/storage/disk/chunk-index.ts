/**
 * Where the chunks of one developer lie in one segment, ascending. Columns, not objects: there can be
 * millions of chunks.
 */
export class ChunkIndex {
  readonly #first: number[] = [];
  readonly #committedAtMs: number[] = [];
  readonly #offset: number[] = [];
  readonly #bytes: number[] = [];
  /** `seq` of the newest event in the segment. */
  lastSeq = 0;

  add(first: number, lastSeq: number, committedAtMs: number, offset: number, bytes: number): void {
    this.#first.push(first);
    this.#committedAtMs.push(committedAtMs);
    this.#offset.push(offset);
    this.#bytes.push(bytes);
    this.lastSeq = lastSeq;
  }

  get length(): number {
    return this.#first.length;
  }

  /** Index of the chunk that holds `seq`, else of the next one; `length` if there is none. */
  reaching(seq: number): number {
    if (seq > this.lastSeq) return this.length;
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#first[middle] as number) <= seq) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Index of the first chunk handed over at `startMs` or later; `length` if there is none. */
  since(startMs: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#committedAtMs[middle] as number) < startMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  first(index: number): number {
    return this.#first[index] as number;
  }

  committedAtMs(index: number): number {
    return this.#committedAtMs[index] as number;
  }

  /** Where the record starts in the file. */
  offset(index: number): number {
    return this.#offset[index] as number;
  }

  /** Bytes of the record. */
  bytes(index: number): number {
    return this.#bytes[index] as number;
  }
}
