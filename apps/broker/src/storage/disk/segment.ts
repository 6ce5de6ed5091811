/**
 * One segment file and the index over it. Only what is committed is in the index.
 * A segment that is read while it is removed stays open until the last reader is done.
 */
import { type Chunk, chunkLast } from '../chunk.js';
import { ProducerMarks } from '../producer-marks.js';
import { ChunkIndex } from './chunk-index.js';
import type { LogFile } from './files.js';
import { encodeFooter, type Footer } from './footer.js';
import { SEGMENT_HEADER } from './segment-record.js';

export class Segment {
  readonly name: string;
  readonly file: LogFile;
  /** Wall clock, ms since 1970, of the oldest and the newest chunk; `Infinity` and 0 while empty. */
  oldestAtMs = Infinity;
  newestAtMs = 0;
  /** Where the next record goes: all before it is committed. */
  committedBytes = SEGMENT_HEADER.length;

  readonly #developers = new Map<string, ChunkIndex>();
  readonly #marks = new Map<string, ProducerMarks>();
  #isSealed = false;
  #readers = 0;
  #isRetired = false;

  constructor(name: string, file: LogFile) {
    this.name = name;
    this.file = file;
  }

  /** Whether no record goes into it any more. */
  get isSealed(): boolean {
    return this.#isSealed;
  }

  get isEmpty(): boolean {
    return this.#developers.size === 0;
  }

  indexOf(developerId: string): ChunkIndex | undefined {
    return this.#developers.get(developerId);
  }

  /** Each developer with a chunk here and its newest seq. */
  *lastSeqs(): Iterable<[developerId: string, lastSeq: number]> {
    for (const [developerId, index] of this.#developers) yield [developerId, index.lastSeq];
  }

  /** Takes note of a record of `bytes` bytes that now lies behind the last one. */
  committed(developerId: string, chunk: Chunk, bytes: number): void {
    let index = this.#developers.get(developerId);
    if (index === undefined) {
      index = new ChunkIndex();
      this.#developers.set(developerId, index);
    }
    const { committedAtMs } = chunk;
    index.add(chunk.first, chunkLast(chunk), committedAtMs, this.committedBytes, bytes);
    this.committedBytes += bytes;
    this.oldestAtMs = Math.min(this.oldestAtMs, committedAtMs);
    this.newestAtMs = Math.max(this.newestAtMs, committedAtMs);
    if (chunk.marks.length > 0) this.marksOf(developerId).note(chunk);
  }

  /** How far the developer's numbering producers are with this segment. */
  marksOf(developerId: string): ProducerMarks {
    let marks = this.#marks.get(developerId);
    if (marks === undefined) {
      marks = new ProducerMarks();
      this.#marks.set(developerId, marks);
    }
    return marks;
  }

  /** Writes the footer behind the last record; resolves when it would outlive a power cut. */
  async seal(): Promise<void> {
    const { oldestAtMs, newestAtMs } = this;
    const developers = Array.from(this.#developers, ([developerId, index]) => ({
      developerId,
      index: index.toData(),
      marks: [...(this.#marks.get(developerId)?.entries() ?? [])],
    }));
    await this.file.write(
      [encodeFooter({ oldestAtMs, newestAtMs, developers })],
      this.committedBytes,
    );
    await this.file.sync();
    this.#isSealed = true;
  }

  /** Takes the index from a footer instead of the records, which end at `recordsEnd`. */
  restore({ oldestAtMs, newestAtMs, developers }: Footer, recordsEnd: number): void {
    this.#isSealed = true;
    this.committedBytes = recordsEnd;
    this.oldestAtMs = oldestAtMs;
    this.newestAtMs = newestAtMs;
    for (const { developerId, index, marks } of developers) {
      this.#developers.set(developerId, new ChunkIndex(index));
      for (const mark of marks) this.marksOf(developerId).set(...mark);
    }
  }

  /**
   * Reads with the file held open, though the segment may be retired meanwhile; `undefined` when it has
   * been retired already.
   */
  async reading<T>(read: () => Promise<T>): Promise<T | undefined> {
    if (this.#isRetired) return undefined;
    this.#readers++;
    try {
      return await read();
    } finally {
      this.#readers--;
      if (this.#isRetired && this.#readers === 0) await this.file.close();
    }
  }

  /** Closes the file, now or when its last reader is done. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    if (this.#readers === 0) await this.file.close();
  }
}
