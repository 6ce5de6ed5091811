/**
 * Prefetches one page for a cursor: reads the next page while the current one is being sent. A page is the chunks of
 * one read of the log. A cursor holds at most two pages. The caller must call `drop` when the consumer's send buffer is
 * full, so that the cursor then holds none.
 */
import type { SeqRange } from '@wearwire/protocol';
import { type Chunk, chunkLast } from '../storage/chunk.js';

/** Reads the first page of `range`; may resolve with nothing if it is no longer needed. */
export type ReadPage = (range: SeqRange, isWanted: () => boolean) => Promise<Chunk[]>;

class Page {
  readonly first: number;
  readonly chunks: Promise<Chunk[]>;
  isWanted = true;

  constructor(range: SeqRange, read: ReadPage) {
    this.first = range.first;
    this.chunks = read(range, () => this.isWanted);
    // The error is reported when the page is requested, if ever.
    this.chunks.catch(() => {});
  }
}

export class ReadAhead {
  readonly #read: ReadPage;
  #ahead: Page | undefined;

  constructor(read: ReadPage) {
    this.#read = read;
  }

  /** Returns the first page of `range`, empty if there is nothing, and starts to read the next one. */
  async page(range: SeqRange): Promise<Chunk[]> {
    let page = this.#ahead;
    if (page?.first !== range.first) {
      this.drop();
      page = new Page(range, this.#read);
    }
    // Clear the field so that `drop` cannot cancel this page.
    this.#ahead = undefined;
    const chunks = await page.chunks;
    const last = chunks.at(-1);
    if (last !== undefined && chunkLast(last) < range.last) {
      this.#ahead = new Page({ first: chunkLast(last) + 1, last: range.last }, this.#read);
    }
    return chunks;
  }

  /** Discards the page read ahead. */
  drop(): void {
    if (this.#ahead !== undefined) this.#ahead.isWanted = false;
    this.#ahead = undefined;
  }
}
