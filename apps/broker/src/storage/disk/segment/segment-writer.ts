/**
 * Writes a segment: records behind one another, the mark that ends them, and then, while the next segment
 * takes the records, its footer. One write at a time.
 */

import { nextTurn } from '../../../in-turns.js';
import type { Chunk } from '../../chunk.js';
import { SyncError } from '../../errors.js';
import type { LogFile } from '../files/files.js';
import { SEGMENT_HEADER } from '../format/segment-record.js';
import { FOOTER_MARK } from '../index/footer.js';
import { encodeFooter } from '../index/footer-encoding.js';
import { FOOTER_STEP_BYTES } from '../limits.js';
import { Segment, type Shelf, segmentName } from './segment.js';
import { SegmentContents } from './segment-contents.js';

export class SegmentWriter {
  readonly segment: Segment;
  readonly #file: LogFile;
  readonly #contents: SegmentContents;
  #hasUnsynced = false;
  #syncedAhead: Promise<void> | undefined;

  /** `contents`: what the file holds already. */
  constructor(shelf: Shelf, number: number, file: LogFile, contents = new SegmentContents()) {
    this.segment = new Segment(shelf, number, contents);
    this.#file = file;
    this.#contents = contents;
  }

  /** Makes the file. Leaves none behind when that fails. */
  static async create(shelf: Shelf, number: number): Promise<SegmentWriter> {
    const { files } = shelf;
    const name = segmentName(number);
    const file = await files.create(name);
    try {
      await file.write([SEGMENT_HEADER], 0);
      await file.sync();
    } catch (error) {
      await file.close();
      await files.remove(name);
      throw error;
    }
    return new SegmentWriter(shelf, number, file);
  }

  get isEmpty(): boolean {
    return this.#contents.isEmpty;
  }

  /** Behind the last record that was noted. */
  write(buffers: readonly Buffer[]): Promise<void> {
    this.#hasUnsynced = true;
    return this.#file.write(buffers, this.#contents.recordsEnd);
  }

  /** As `write`; on disk when it resolves. Throws `SyncError` when nobody can say what is. */
  commit(buffers: readonly Buffer[]): Promise<void> {
    return this.#file.commit(buffers, this.#contents.recordsEnd);
  }

  /** The chunk's record of `bytes` bytes is committed: readers may see it. Hot path. */
  note(developerId: string, chunk: Chunk, bytes: number): void {
    this.#contents.note(developerId, chunk, chunk.committedAtMs, bytes);
  }

  /** Cuts off what was written and not noted. */
  cutBack(): Promise<void> {
    return this.#file.truncate(this.#contents.recordsEnd);
  }

  /** All that was noted would outlive a power cut when it resolves. */
  sync(): Promise<void> {
    return this.#file.sync();
  }

  /** Begins to sync what was not yet, so that little is left of it for `end`. */
  syncAhead(): void {
    if (this.#hasUnsynced) this.#syncedAhead ??= this.#file.sync();
    this.#syncedAhead?.catch(() => {});
  }

  /**
   * Says that the records are whole. What the segment holds would outlive a power cut when it resolves; throws
   * `SyncError` when nobody can say what is on disk.
   */
  async end(): Promise<void> {
    try {
      // Who asks first is told of a failure, and nobody after.
      await this.#syncedAhead;
      if (this.#hasUnsynced) await this.#file.sync();
    } catch (cause) {
      throw new SyncError({ cause });
    }
    await this.#file.commit([FOOTER_MARK], this.#contents.recordsEnd);
  }

  /**
   * Writes the footer of a segment that has ended, in turns of the event loop; resolves when it would outlive
   * a power cut. The tail is written when all before it is on disk: a footer that has one is whole.
   */
  async seal(): Promise<void> {
    const start = this.#contents.recordsEnd;
    const contents = await this.#contents.toFooter(false);
    // What is left of a footer that was not finished.
    await this.#file.truncate(start + FOOTER_MARK.length);
    let at = start;
    let pieces: Buffer[] = [];
    let bytes = 0;
    const commit = async (wanted: Buffer[]): Promise<void> => {
      await this.#file.commit(wanted, at);
      at += wanted.reduce((sum, { length }) => sum + length, 0);
    };
    for (const piece of encodeFooter(contents, start)) {
      if (bytes >= FOOTER_STEP_BYTES) {
        await commit(pieces);
        [pieces, bytes] = [[], 0];
      }
      pieces.push(piece);
      bytes += piece.length;
      await nextTurn();
    }
    await commit(pieces.slice(0, -1));
    await commit(pieces.slice(-1));
    this.segment.sealed({ ...contents, start, developers: contents.developersCount }, at);
  }

  /** The segment may be read on. */
  close(): Promise<void> {
    return this.#file.close();
  }
}
