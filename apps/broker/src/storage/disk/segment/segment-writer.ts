/**
 * Writes a segment: its records, the marker that ends them, and its footer. The footer is written while the next
 * segment already receives records. Callers await each write before they start the next one.
 */

import { nextTurn } from '../../../in-turns.js';
import type { Chunk } from '../../chunk.js';
import { SyncError } from '../../errors.js';
import type { LogFile } from '../files/files.js';
import { SEGMENT_HEADER } from '../format/segment-record.js';
import { FOOTER_MARKER } from '../index/footer.js';
import { encodeFooter } from '../index/footer-encoding.js';
import { FOOTER_STEP_BYTES } from '../limits.js';
import { Segment, type SegmentContext, segmentName } from './segment.js';
import { SegmentContents } from './segment-contents.js';
import { ZerosAhead } from './zeros-ahead.js';

export class SegmentWriter {
  readonly segment: Segment;
  readonly #file: LogFile;
  readonly #contents: SegmentContents;
  readonly #zeros: ZerosAhead;
  #isEnded = false;
  #hasUnsynced = false;
  #syncedAhead: Promise<void> | undefined;

  /** `contents`: the records that the file already has. */
  constructor(
    context: SegmentContext,
    number: number,
    file: LogFile,
    contents = new SegmentContents(),
  ) {
    this.segment = new Segment(context, number, contents);
    this.#file = file;
    this.#contents = contents;
    this.#zeros = new ZerosAhead(file, context.zeros);
  }

  /** Creates the file. Removes it on failure. */
  static async create(context: SegmentContext, number: number): Promise<SegmentWriter> {
    const { files } = context;
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
    return new SegmentWriter(context, number, file);
  }

  get isEmpty(): boolean {
    return this.#contents.isEmpty;
  }

  /** Writes after the last added record. */
  write(buffers: readonly Buffer[]): Promise<void> {
    this.#hasUnsynced = true;
    return this.#file.write(buffers, this.#contents.recordsEnd);
  }

  /** Like `write`, but synced once it resolves. Throws `SyncError` if the contents of the disk are unknown. */
  async commit(buffers: readonly Buffer[]): Promise<void> {
    let bytes = 0;
    for (const { length } of buffers) bytes += length;
    const start = this.#contents.recordsEnd;
    await this.#zeros.pendingBefore(start + bytes);
    await this.#file.commit(buffers, start);
    this.#zeros.committed(bytes, start + bytes);
  }

  /** The chunk's record of `bytes` bytes is committed: makes it visible to readers. Hot path. */
  publish(developerId: string, chunk: Chunk, bytes: number): void {
    this.#contents.add(developerId, chunk, chunk.committedAtMs, bytes);
  }

  /** Truncates the file after the last added record. */
  async truncateUncommitted(): Promise<void> {
    await this.#zeros.stop();
    await this.#file.truncate(this.#contents.recordsEnd);
    this.#zeros.truncated();
  }

  /** Syncs all added records. */
  sync(): Promise<void> {
    return this.#file.sync();
  }

  /** Starts to sync unsynced records, so that `end` has little left to sync. */
  syncAhead(): void {
    if (this.#hasUnsynced) this.#syncedAhead ??= this.#file.sync();
    this.#syncedAhead?.catch(() => {});
  }

  /**
   * Marks the records as complete. The segment is synced once it resolves. Throws `SyncError` if the contents of the
   * disk are unknown.
   */
  async end(): Promise<void> {
    await this.#zeros.stop();
    this.#isEnded = true;
    try {
      // The system reports a failed write to one sync only, which may be the one that `syncAhead` started.
      await this.#syncedAhead;
      if (this.#hasUnsynced) await this.#file.sync();
    } catch (cause) {
      throw new SyncError({ cause });
    }
    await this.#file.commit([FOOTER_MARKER], this.#contents.recordsEnd);
  }

  /**
   * Writes and syncs the footer of an ended segment, spread over turns of the event loop. The tail is written after
   * everything before it is synced, so a footer with a tail is complete.
   */
  async seal(): Promise<void> {
    const start = this.#contents.recordsEnd;
    const contents = await this.#contents.toFooter(false);
    // Removes the remains of an unfinished footer.
    await this.#file.truncate(start + FOOTER_MARKER.length);
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
    this.segment.markSealed({ ...contents, start }, at);
  }

  /** Closes the file for writing; readers are not affected. */
  async close(): Promise<void> {
    const hasZeros = await this.#zeros.stop();
    // Only for tidiness: a start truncates them too.
    if (hasZeros && !this.#isEnded) await this.truncateUncommitted().catch(() => {});
    await this.#file.close();
  }
}
