/**
 * The pages of one cursor, one ahead: while a page is sent, the next is read. So a cursor holds two pages at
 * most, and none while its consumer is full: `drop` lets go of what was read ahead.
 */
import type { SeqRange } from '@wearwire/protocol';
import { type Chunk, chunkLast } from '../storage/chunk.js';

/** Reads the page with which `range` begins; may read nothing once it is not wanted any more. */
export type ReadPage = (range: SeqRange, isWanted: () => boolean) => Promise<Chunk[]>;

class Page {
  readonly first: number;
  readonly chunks: Promise<Chunk[]>;
  isWanted = true;

  constructor(range: SeqRange, read: ReadPage) {
    this.first = range.first;
    this.chunks = read(range, () => this.isWanted);
    // Whoever asks for the page is told; nobody may.
    this.chunks.catch(() => {});
  }
}

export class ReadAhead {
  readonly #read: ReadPage;
  #ahead: Page | undefined;

  constructor(read: ReadPage) {
    this.#read = read;
  }

  /** The page with which `range` begins, empty where there is nothing. The one behind it is read from now on. */
  async page(range: SeqRange): Promise<Chunk[]> {
    let page = this.#ahead;
    if (page?.first !== range.first) {
      this.drop();
      page = new Page(range, this.#read);
    }
    // Nobody drops what is waited for.
    this.#ahead = undefined;
    const chunks = await page.chunks;
    const last = chunks.at(-1);
    if (last !== undefined && chunkLast(last) < range.last) {
      this.#ahead = new Page({ first: chunkLast(last) + 1, last: range.last }, this.#read);
    }
    return chunks;
  }

  /** Lets go of what was read ahead. */
  drop(): void {
    if (this.#ahead !== undefined) this.#ahead.isWanted = false;
    this.#ahead = undefined;
  }
}
