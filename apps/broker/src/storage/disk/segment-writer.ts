/** Writes the newest segment: records behind one another, then its footer. One write at a time. */
import type { Chunk } from '../chunk.js';
import type { LogFile } from './files.js';
import { encodeFooter } from './footer.js';
import { Segment, type Shelf, segmentName } from './segment.js';
import { SegmentContents } from './segment-contents.js';
import { SEGMENT_HEADER } from './segment-record.js';

export class SegmentWriter {
  readonly segment: Segment;
  readonly #file: LogFile;
  readonly #contents: SegmentContents;

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
  async cutBack(): Promise<void> {
    if (!this.segment.isSealed) await this.#file.truncate(this.#contents.recordsEnd);
  }

  /** Ends the segment with its footer; resolves when that would outlive a power cut. */
  async seal(): Promise<void> {
    const start = this.#contents.recordsEnd;
    const contents = this.#contents.toFooter(false);
    const footer = encodeFooter(contents, start);
    await this.#file.write(footer, start);
    await this.#file.sync();
    const fileBytes = footer.reduce((bytes, { length }) => bytes + length, start);
    this.segment.sealed({ ...contents, start }, fileBytes);
  }

  /** The segment may be read on. */
  close(): Promise<void> {
    return this.#file.close();
  }
}
