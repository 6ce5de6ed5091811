/**
 * Where the chunks of one developer lie in one segment, ascending. An entry is a run: records that lie side
 * by side, up to `RUN_BYTES_MAX`; so a log that one developer writes needs few entries. Columns, not
 * objects: where developers take turns, a run is one chunk, and there can be millions.
 */
import { RUN_BYTES_MAX } from '../limits.js';

/** Numbers that a run has. */
const FIRST = 0;
const OLDEST_AT_MS = 1;
const NEWEST_AT_MS = 2;
const OFFSET = 3;
const BYTES = 4;
const COLUMNS = 5;

/** Bytes of a run in a footer: five f64. */
export const ENCODED_RUN_BYTES = 8 * COLUMNS;

/** Numbers that are encoded at once: 64 KiB. */
const PART_NUMBERS = 8_192;

export abstract class ChunkIndex {
  /** `seq` of the developer's newest event in the segment. */
  lastSeq: number;

  constructor(lastSeq: number) {
    this.lastSeq = lastSeq;
  }

  /** From what `encode` made. */
  static decode(lastSeq: number, encoded: Buffer): ChunkIndex {
    return new DecodedChunkIndex(lastSeq, encoded);
  }

  /** How many runs there are. */
  abstract get length(): number;

  /** One number of a run. */
  protected abstract at(run: number, column: number): number;

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
    return this.at(run, FIRST);
  }

  oldestAtMs(run: number): number {
    return this.at(run, OLDEST_AT_MS);
  }

  newestAtMs(run: number): number {
    return this.at(run, NEWEST_AT_MS);
  }

  /** Where the run starts in the file. */
  offset(run: number): number {
    return this.at(run, OFFSET);
  }

  bytes(run: number): number {
    return this.at(run, BYTES);
  }

  /** Where the run ends in the file. */
  end(run: number): number {
    return this.offset(run) + this.bytes(run);
  }
}

/** Column by column, as in a footer. */
class DecodedChunkIndex extends ChunkIndex {
  readonly #numbers: Float64Array;

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

/** Never written to. */
const NO_NUMBERS: number[] = [];

/**
 * The index while records are added: run by run in one array, which starts with room for one run, as there may be
 * hundreds of thousands of developers with one event each.
 */
export class GrowingChunkIndex extends ChunkIndex {
  #numbers: number[] = NO_NUMBERS;

  constructor() {
    super(0);
  }

  get length(): number {
    return this.#numbers.length / COLUMNS;
  }

  protected at(run: number, column: number): number {
    return this.#numbers[run * COLUMNS + column] as number;
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

  /** Column by column, f64, little-endian; in parts, for there may be many. */
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
