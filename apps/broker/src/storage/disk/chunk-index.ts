/**
 * Where the chunks of one developer lie in one segment, ascending. An entry is a run: records that lie side
 * by side, up to `RUN_BYTES_MAX`; so a log that one developer writes needs few entries. Columns, not
 * objects: where developers take turns, a run is one chunk, and there can be millions.
 */
import { RUN_BYTES_MAX } from './limits.js';

/** One row a run. */
interface Columns<Column> {
  readonly first: Column;
  readonly oldestAtMs: Column;
  readonly newestAtMs: Column;
  readonly offset: Column;
  readonly bytes: Column;
}

/** Bytes of a run in a footer: five f64. */
export const ENCODED_RUN_BYTES = 40;

/** Numbers that are encoded at once: 64 KiB. */
const PART_NUMBERS = 8_192;

export class ChunkIndex {
  /** `seq` of the developer's newest event in the segment. */
  lastSeq: number;
  readonly #columns: Columns<ArrayLike<number>>;

  constructor(lastSeq: number, columns: Columns<ArrayLike<number>>) {
    this.lastSeq = lastSeq;
    this.#columns = columns;
  }

  /** From what `encode` made. */
  static decode(lastSeq: number, encoded: Buffer): ChunkIndex {
    const runs = encoded.length / ENCODED_RUN_BYTES;
    const numbers = new Float64Array(runs * 5);
    Buffer.from(numbers.buffer).set(encoded);
    const column = (i: number): Float64Array => numbers.subarray(i * runs, (i + 1) * runs);
    return new ChunkIndex(lastSeq, {
      first: column(0),
      oldestAtMs: column(1),
      newestAtMs: column(2),
      offset: column(3),
      bytes: column(4),
    });
  }

  /** How many runs there are. */
  get length(): number {
    return this.#columns.first.length;
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
    return this.#columns.first[run] as number;
  }

  oldestAtMs(run: number): number {
    return this.#columns.oldestAtMs[run] as number;
  }

  newestAtMs(run: number): number {
    return this.#columns.newestAtMs[run] as number;
  }

  /** Where the run starts in the file. */
  offset(run: number): number {
    return this.#columns.offset[run] as number;
  }

  bytes(run: number): number {
    return this.#columns.bytes[run] as number;
  }

  /** Where the run ends in the file. */
  end(run: number): number {
    return this.offset(run) + this.bytes(run);
  }
}

/** The index while records are added. */
export class GrowingChunkIndex extends ChunkIndex {
  readonly #columns: Columns<number[]>;

  constructor() {
    const columns = { first: [], oldestAtMs: [], newestAtMs: [], offset: [], bytes: [] };
    super(0, columns);
    this.#columns = columns;
  }

  /** Notes a record of `bytes` bytes at `offset`, with events from `first` to `lastSeq`. */
  add(
    first: number,
    lastSeq: number,
    oldestAtMs: number,
    newestAtMs: number,
    offset: number,
    bytes: number,
  ): void {
    const columns = this.#columns;
    this.lastSeq = lastSeq;
    const run = this.length - 1;
    if (run >= 0 && this.end(run) === offset && this.bytes(run) + bytes <= RUN_BYTES_MAX) {
      columns.bytes[run] = this.bytes(run) + bytes;
      columns.oldestAtMs[run] = Math.min(this.oldestAtMs(run), oldestAtMs);
      columns.newestAtMs[run] = Math.max(this.newestAtMs(run), newestAtMs);
      return;
    }
    columns.first.push(first);
    columns.oldestAtMs.push(oldestAtMs);
    columns.newestAtMs.push(newestAtMs);
    columns.offset.push(offset);
    columns.bytes.push(bytes);
  }

  /** Column by column, f64, little-endian; in parts, for there may be many. */
  *encode(): Iterable<Buffer> {
    const { first, oldestAtMs, newestAtMs, offset, bytes } = this.#columns;
    let left = 5 * this.length;
    let part = Buffer.allocUnsafe(8 * Math.min(left, PART_NUMBERS));
    let at = 0;
    for (const column of [first, oldestAtMs, newestAtMs, offset, bytes]) {
      for (const number of column) {
        at = part.writeDoubleLE(number, at);
        if (at < part.length) continue;
        yield part;
        left -= at / 8;
        part = Buffer.allocUnsafe(8 * Math.min(left, PART_NUMBERS));
        at = 0;
      }
    }
  }
}
