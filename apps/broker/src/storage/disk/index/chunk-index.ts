/**
 * Positions of the chunks of one developer in one segment, ascending. An entry is a run: adjacent records up to
 * `RUN_BYTES_MAX`, so that a log with one developer needs few entries. Stored as columns instead of objects: with
 * many developers a run is a single chunk, and there can be millions.
 */
import { firstIndex } from '../../../binary-search.js';
import { RUN_BYTES_MAX } from '../limits.js';

/** Columns: the numbers stored for each run. */
const FIRST = 0;
const OLDEST_AT_MS = 1;
const NEWEST_AT_MS = 2;
const OFFSET = 3;
const BYTES = 4;
const COLUMNS = 5;

/** Bytes of a run in a footer: five f64. */
export const ENCODED_RUN_BYTES = 8 * COLUMNS;

/** Numbers encoded at once: 64 KiB. */
const PART_NUMBERS = 8_192;

export abstract class ChunkIndex {
  /** `seq` of the developer's newest event in the segment. */
  lastSeq: number;

  constructor(lastSeq = 0) {
    this.lastSeq = lastSeq;
  }

  /** Number of runs. */
  abstract get length(): number;

  /** One column of a run. */
  protected abstract at(run: number, column: number): number;

  /** The run with `seq`, or else the next one; `length` if there is none. */
  reaching(seq: number): number {
    if (seq > this.lastSeq) return this.length;
    return firstIndex(1, this.length, (run) => this.first(run) > seq) - 1;
  }

  /** The first run with a chunk of `startMs` or later; `length` if there is none. */
  since(startMs: number): number {
    return firstIndex(0, this.length, (run) => this.newestAtMs(run) >= startMs);
  }

  /** `seq` of the run's first event. */
  first(run: number): number {
    return this.at(run, FIRST);
  }

  oldestAtMs(run: number): number {
    return this.at(run, OLDEST_AT_MS);
  }

  newestAtMs(run: number): number {
    return this.at(run, NEWEST_AT_MS);
  }

  /** Offset of the run in the file. */
  offset(run: number): number {
    return this.at(run, OFFSET);
  }

  bytes(run: number): number {
    return this.at(run, BYTES);
  }

  /** End offset of the run in the file. */
  end(run: number): number {
    return this.offset(run) + this.bytes(run);
  }
}

/** The index as read from a footer. */
export class DecodedChunkIndex extends ChunkIndex {
  readonly #numbers: Float64Array;

  /** `encoded`: the result of `GrowingChunkIndex.encode`. */
  constructor(lastSeq: number, encoded: Buffer) {
    super(lastSeq);
    this.#numbers = new Float64Array(encoded.length / 8);
    Buffer.from(this.#numbers.buffer).set(encoded);
  }

  get length(): number {
    return this.#numbers.length / COLUMNS;
  }

  protected at(run: number, column: number): number {
    return this.#numbers[column * this.length + run] as number;
  }
}

/** Never modified. */
const NO_NUMBERS: number[] = [];

/**
 * The index while records are added: an array of runs that starts with space for one, as there may be hundreds of
 * thousands of developers with one event each.
 */
export class GrowingChunkIndex extends ChunkIndex {
  #numbers: number[] = NO_NUMBERS;

  get length(): number {
    return this.#numbers.length / COLUMNS;
  }

  protected at(run: number, column: number): number {
    return this.#numbers[run * COLUMNS + column] as number;
  }

  /** Adds a record of `bytes` bytes at `offset` with events `first` to `lastSeq`. */
  add(
    first: number,
    lastSeq: number,
    oldestAtMs: number,
    newestAtMs: number,
    offset: number,
    bytes: number,
  ): void {
    const numbers = this.#numbers;
    this.lastSeq = lastSeq;
    const run = this.length - 1;
    if (run >= 0 && this.end(run) === offset && this.bytes(run) + bytes <= RUN_BYTES_MAX) {
      const at = run * COLUMNS;
      numbers[at + BYTES] = this.bytes(run) + bytes;
      numbers[at + OLDEST_AT_MS] = Math.min(this.oldestAtMs(run), oldestAtMs);
      numbers[at + NEWEST_AT_MS] = Math.max(this.newestAtMs(run), newestAtMs);
    } else if (run < 0) {
      this.#numbers = [first, oldestAtMs, newestAtMs, offset, bytes];
    } else {
      numbers.push(first, oldestAtMs, newestAtMs, offset, bytes);
    }
  }

  /** Encodes column by column, f64, little-endian; in parts, as there may be many. */
  *encode(): Iterable<Buffer> {
    let left = COLUMNS * this.length;
    let part = Buffer.allocUnsafe(8 * Math.min(left, PART_NUMBERS));
    let at = 0;
    for (let column = 0; column < COLUMNS; column++) {
      for (let run = 0; run < this.length; run++) {
        at = part.writeDoubleLE(this.at(run, column), at);
        if (at < part.length) continue;
        yield part;
        left -= at / 8;
        part = Buffer.allocUnsafe(8 * Math.min(left, PART_NUMBERS));
        at = 0;
      }
    }
  }
}
