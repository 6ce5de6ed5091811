/**
 * Where the chunks of one developer lie in one segment, ascending. An entry is a run: records that lie side
 * by side, up to `RUN_BYTES_MAX`; so a log that one developer writes needs few entries. Columns, not
 * objects: where developers take turns, a run is one chunk, and there can be millions.
 */

/** Bytes of records that one entry stands for, at most; a longer record stands alone. */
const RUN_BYTES_MAX = 64 * 1024;

/** An index as plain data: columns of one length, one row a run. */
export interface ChunkIndexData {
  readonly lastSeq: number;
  readonly first: Float64Array;
  readonly oldestAtMs: Float64Array;
  readonly newestAtMs: Float64Array;
  readonly offset: Float64Array;
  readonly bytes: Float64Array;
}

export class ChunkIndex {
  readonly #first: number[];
  readonly #oldestAtMs: number[];
  readonly #newestAtMs: number[];
  readonly #offset: number[];
  readonly #bytes: number[];
  /** `seq` of the newest event in the segment. */
  lastSeq: number;

  constructor(data?: ChunkIndexData) {
    this.lastSeq = data?.lastSeq ?? 0;
    this.#first = Array.from(data?.first ?? []);
    this.#oldestAtMs = Array.from(data?.oldestAtMs ?? []);
    this.#newestAtMs = Array.from(data?.newestAtMs ?? []);
    this.#offset = Array.from(data?.offset ?? []);
    this.#bytes = Array.from(data?.bytes ?? []);
  }

  toData(): ChunkIndexData {
    return {
      lastSeq: this.lastSeq,
      first: Float64Array.from(this.#first),
      oldestAtMs: Float64Array.from(this.#oldestAtMs),
      newestAtMs: Float64Array.from(this.#newestAtMs),
      offset: Float64Array.from(this.#offset),
      bytes: Float64Array.from(this.#bytes),
    };
  }

  /** Notes a record of `bytes` bytes at `offset`: a chunk that was handed over at `committedAtMs`. */
  add(first: number, lastSeq: number, committedAtMs: number, offset: number, bytes: number): void {
    this.lastSeq = lastSeq;
    const run = this.length - 1;
    if (run >= 0 && this.end(run) === offset && this.bytes(run) + bytes <= RUN_BYTES_MAX) {
      this.#bytes[run] = this.bytes(run) + bytes;
      this.#oldestAtMs[run] = Math.min(this.oldestAtMs(run), committedAtMs);
      this.#newestAtMs[run] = Math.max(this.newestAtMs(run), committedAtMs);
      return;
    }
    this.#first.push(first);
    this.#oldestAtMs.push(committedAtMs);
    this.#newestAtMs.push(committedAtMs);
    this.#offset.push(offset);
    this.#bytes.push(bytes);
  }

  /** How many runs there are. */
  get length(): number {
    return this.#first.length;
  }

  /** The run that holds `seq`, else the next one; `length` if there is none. */
  reaching(seq: number): number {
    if (seq > this.lastSeq) return this.length;
    let low = 0;
    let high = this.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.first(middle) <= seq) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The first run with a chunk of `startMs` or later; `length` if there is none. */
  since(startMs: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.newestAtMs(middle) < startMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** `seq` of the run's first event. */
  first(run: number): number {
    return this.#first[run] as number;
  }

  oldestAtMs(run: number): number {
    return this.#oldestAtMs[run] as number;
  }

  newestAtMs(run: number): number {
    return this.#newestAtMs[run] as number;
  }

  /** Where the run starts in the file. */
  offset(run: number): number {
    return this.#offset[run] as number;
  }

  bytes(run: number): number {
    return this.#bytes[run] as number;
  }

  /** Where the run ends in the file. */
  end(run: number): number {
    return this.offset(run) + this.bytes(run);
  }
}
