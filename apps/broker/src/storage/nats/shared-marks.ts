/**
 * The marks of the numbering producers of one developer (P-EXT-8). They are in the headers of the records. A broker
 * that has read many headers writes a snapshot, so that the next broker needs to read fewer.
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from '../../observability/logger.js';
import type { Chunk } from '../chunk.js';
import { ProducerMarks } from '../producer-marks.js';
import { type Retention, retentionStartMs } from '../retention.js';
import { addRepeats } from './batch.js';
import type { Jet } from './jet.js';
import { SNAPSHOT_INTERVAL_RECORDS, SNAPSHOT_PIECE_BYTES } from './limits.js';
import type { LogFollower } from './log-follower.js';
import type { Names } from './names.js';
import type { RecordHeader, StoredRecord } from './record.js';
import { readState, writeState } from './state.js';

/** The location of a snapshot, and the last record that it includes. */
interface Snapshot {
  readonly epoch: number;
  readonly streamSeq: number;
  readonly generation: string;
  readonly pieces: number;
}

type Entry = [producer: string, n: number, atMs: number];

export class SharedMarks {
  readonly #follower: LogFollower;
  readonly #jet: Jet;
  readonly #names: Names;
  readonly #retention: Retention;
  readonly #logger: Logger;
  #marks: Promise<ProducerMarks> | undefined;
  #loaded: ProducerMarks | undefined;
  #recordsSinceSnapshot = 0;

  constructor(follower: LogFollower, jet: Jet, names: Names, retention: Retention, logger: Logger) {
    this.#follower = follower;
    this.#jet = jet;
    this.#names = names;
    this.#retention = retention;
    this.#logger = logger;
  }

  /** See `DeveloperLog.mark`. */
  async of(producer: string): Promise<number | undefined> {
    // Another broker may have stored and acknowledged events that were not announced here yet.
    await this.#jet.retrying(() => this.#follower.catchUp());
    this.#marks ??= this.#load();
    const loading = this.#marks;
    try {
      return (await loading).get(producer);
    } catch (error) {
      if (this.#marks === loading) this.#marks = undefined;
      throw error;
    }
  }

  /**
   * Indexes of events that the log already contains, because a record of another broker has arrived after their numbers
   * were accepted. `of` must have resolved for their producers.
   */
  repeatsIn(chunk: Chunk): Set<number> {
    const repeats = new Set<number>();
    addRepeats(repeats, chunk, (producer) => this.#loaded?.get(producer));
    return repeats;
  }

  async purge(): Promise<void> {
    const marks = await this.#marks?.catch(() => undefined);
    marks?.purge(retentionStartMs(this.#retention));
  }

  async #load(): Promise<ProducerMarks> {
    const marks = new ProducerMarks();
    const startMs = retentionStartMs(this.#retention);
    const until = this.#follower.streamSeq;
    const newRecords: RecordHeader[] = [];
    const addIfNewer = ({ marks: added, committedAtMs }: RecordHeader): void => {
      for (const { producer, n, atMs = committedAtMs } of added) {
        const known = marks.get(producer) ?? 0;
        // Records that the snapshot includes, and records outside the chain, have no newer marks.
        if (atMs >= startMs && n > known) marks.set(producer, n, atMs);
      }
    };
    this.#follower.onRecord((record) => {
      if (this.#loaded === marks) this.#addNew(marks, record);
      else newRecords.push(record);
    });
    const snapshot = await this.#readSnapshot(marks, startMs);
    let headersRead = 0;
    for await (const header of this.#follower.reader.headers(
      (snapshot?.streamSeq ?? 0) + 1,
      until,
    )) {
      addIfNewer(header);
      headersRead++;
    }
    for (const record of newRecords) addIfNewer(record);
    this.#loaded = marks;
    if (headersRead >= SNAPSHOT_INTERVAL_RECORDS) this.#startSnapshot(marks);
    return marks;
  }

  #addNew(marks: ProducerMarks, { chunk }: StoredRecord): void {
    marks.add(chunk);
    this.#recordsSinceSnapshot++;
    if (this.#recordsSinceSnapshot >= SNAPSHOT_INTERVAL_RECORDS) this.#startSnapshot(marks);
  }

  #startSnapshot(marks: ProducerMarks): void {
    this.#recordsSinceSnapshot = 0;
    this.#writeSnapshot(marks).catch((error: unknown) => {
      this.#logger.warn({ err: error }, 'cannot write a snapshot of the marks; will retry');
    });
  }

  async #readSnapshot(marks: ProducerMarks, startMs: number): Promise<Snapshot | undefined> {
    const { developerId, epoch } = this.#follower;
    const subject = this.#names.state('marks', developerId);
    const snapshot = await readState<Snapshot>(this.#jet, this.#names, subject);
    if (snapshot === undefined || snapshot.epoch !== epoch) return undefined;
    const entries: Entry[] = [];
    for (let piece = 0; piece < snapshot.pieces; piece++) {
      const name = this.#names.marksPiece(developerId, snapshot.generation, piece);
      const part = await readState<Entry[]>(this.#jet, this.#names, name);
      // Another broker has replaced the snapshot meanwhile. Without it, the headers of all records are read.
      if (part === undefined) return undefined;
      entries.push(...part);
    }
    for (const [producer, n, atMs] of entries) {
      if (atMs >= startMs) marks.set(producer, n, atMs);
    }
    return snapshot;
  }

  async #writeSnapshot(marks: ProducerMarks): Promise<void> {
    const { developerId, epoch, streamSeq } = this.#follower;
    const subject = this.#names.state('marks', developerId);
    const before = await readState<Snapshot>(this.#jet, this.#names, subject);
    const generation = randomBytes(6).toString('hex');
    const pieces = piecesOf([...marks.entries()] as Entry[]);
    for (const [piece, entries] of pieces.entries()) {
      const name = this.#names.marksPiece(developerId, generation, piece);
      await writeState(this.#jet, name, entries);
    }
    const snapshot: Snapshot = { epoch, streamSeq, generation, pieces: pieces.length };
    await writeState(this.#jet, subject, snapshot);
    if (before === undefined) return;
    const old = this.#names.marksPieces(developerId, before.generation);
    await this.#jet.purgeSubject(this.#names.stateStream, old);
  }
}

function piecesOf(entries: readonly Entry[]): Entry[][] {
  const pieces: Entry[][] = [];
  let bytes = Infinity;
  for (const entry of entries) {
    const entryBytes = JSON.stringify(entry).length + 1;
    if (bytes + entryBytes > SNAPSHOT_PIECE_BYTES) {
      pieces.push([]);
      bytes = 0;
    }
    pieces.at(-1)?.push(entry);
    bytes += entryBytes;
  }
  return pieces;
}
