/**
 * The position of each developer's stream, in memory; 0 for an unknown developer. Work over all developers is spread
 * over turns of the event loop, as there may be hundreds of thousands.
 */

import { inTurns } from '../../../in-turns.js';
import { type Chunk, chunkLast } from '../../chunk.js';
import { ProducerMarks } from '../../producer-marks.js';
import { Extents } from '../index/extents.js';
import type { DeveloperEntry, FooterMark } from '../index/footer.js';

/** A log that is open; notified of each committed chunk of its developer. */
export interface OpenLog {
  grown(chunk: Chunk): void;
}

export class Position {
  /** Newest committed seq. */
  lastSeq = 0;
  /** Newest appended seq. */
  appendedSeq = 0;
  readonly extents = new Extents();
  /** Marks of numbering producers; `undefined` for most developers. */
  #marks: ProducerMarks | undefined;
  /** `undefined` for most developers. */
  #openLogs: Set<OpenLog> | undefined;

  /** Advances to a recorded seq, unless it is already higher. */
  advanceTo(lastSeq: number): void {
    this.lastSeq = Math.max(this.lastSeq, lastSeq);
    this.appendedSeq = this.lastSeq;
  }

  /** A chunk was committed to the given segment; hot path. */
  committed(chunk: Chunk, segment: number): void {
    this.lastSeq = chunkLast(chunk);
    this.appendedSeq = Math.max(this.appendedSeq, this.lastSeq);
    this.extents.record(segment, this.lastSeq);
    if (chunk.marks.length > 0) this.#marksToUpdate.add(chunk);
  }

  get openLogs(): Iterable<OpenLog> | undefined {
    return this.#openLogs;
  }

  opened(log: OpenLog): void {
    this.#openLogs ??= new Set();
    this.#openLogs.add(log);
  }

  closed(log: OpenLog): void {
    this.#openLogs?.delete(log);
    if (this.#openLogs?.size === 0) this.#openLogs = undefined;
  }

  /** See `DeveloperLog.mark`. */
  mark(producer: string): number | undefined {
    return this.#marks?.get(producer);
  }

  setMark(mark: FooterMark): void {
    this.#marksToUpdate.set(...mark);
  }

  /** Forgets producers that were last heard of before `startMs`. */
  purgeMarks(startMs: number): void {
    this.#marks?.purge(startMs);
    if (this.#marks?.isEmpty) this.#marks = undefined;
  }

  get #marksToUpdate(): ProducerMarks {
    this.#marks ??= new ProducerMarks();
    return this.#marks;
  }

  /** Drops appended events that are not committed. */
  dropUncommitted(): void {
    this.appendedSeq = this.lastSeq;
  }
}

export class Positions {
  readonly #positions = new Map<string, Position>();

  /** Starts with the recorded seqs from removed segments; `restore` adds those from the existing segments. */
  static async open(
    lastSeqs: Iterable<readonly [developerId: string, lastSeq: number]>,
  ): Promise<Positions> {
    const positions = new Positions();
    for await (const batch of inTurns(lastSeqs)) {
      for (const [developerId, lastSeq] of batch) positions.of(developerId).advanceTo(lastSeq);
    }
    return positions;
  }

  of(developerId: string): Position {
    let position = this.#positions.get(developerId);
    if (position === undefined) {
      position = new Position();
      this.#positions.set(developerId, position);
    }
    return position;
  }

  /**
   * Adds the contents of a segment; oldest segment first. `false`: a developer's seqs do not rise, so a segment
   * belongs to another log.
   */
  async restore(segment: number, entries: Iterable<DeveloperEntry>): Promise<boolean> {
    let isRising = true;
    for await (const batch of inTurns(entries)) {
      for (const { developerId, lastSeq, marks } of batch) {
        const position = this.of(developerId);
        if (position.extents.lastSeq >= lastSeq) isRising = false;
        position.advanceTo(lastSeq);
        position.extents.record(segment, lastSeq);
        for (const mark of marks) position.setMark(mark);
      }
    }
    return isRising;
  }

  /** Each developer with events in the segment, which must have ended, and its newest seq there. */
  async lastSeqsIn(segment: number): Promise<[developerId: string, lastSeq: number][]> {
    const lastSeqs: [developerId: string, lastSeq: number][] = [];
    for await (const batch of inTurns(this.#positions)) {
      for (const [developerId, { extents }] of batch) {
        const lastSeq = extents.lastSeqIn(segment);
        if (lastSeq !== undefined) lastSeqs.push([developerId, lastSeq]);
      }
    }
    return lastSeqs;
  }

  /** Drops the oldest segment. */
  async drop(segment: number): Promise<void> {
    for await (const batch of inTurns(this.#positions.values())) {
      for (const { extents } of batch) extents.drop(segment);
    }
  }

  /** Forgets producers that were last heard of before `startMs`. */
  async purgeMarks(startMs: number): Promise<void> {
    for await (const batch of inTurns(this.#positions.values())) {
      for (const position of batch) position.purgeMarks(startMs);
    }
  }
}
