/** Where each developer's stream stands, in memory: a developer that was never heard of stands at 0. */
import { type Chunk, chunkLast } from '../chunk.js';
import { ProducerMarks } from '../producer-marks.js';
import type { Segment } from './segment.js';

export class Position {
  /** Newest seq that is committed. */
  lastSeq = 0;
  /** Newest seq that was handed over. */
  appendedSeq = 0;
  readonly marks = new ProducerMarks();

  /** Stands at a seq that is known from elsewhere, unless it is further already. */
  stand(lastSeq: number): void {
    this.lastSeq = Math.max(this.lastSeq, lastSeq);
    this.appendedSeq = this.lastSeq;
  }

  committed(chunk: Chunk): void {
    this.lastSeq = chunkLast(chunk);
    this.appendedSeq = Math.max(this.appendedSeq, this.lastSeq);
    this.marks.note(chunk);
  }

  /** What was handed over and not committed is given up. */
  fallBack(): void {
    this.appendedSeq = this.lastSeq;
  }
}

export class Positions {
  readonly #positions = new Map<string, Position>();

  /** From what is remembered of removed segments, and what the segments hold, oldest first. */
  static from(
    lastSeqs: Iterable<readonly [developerId: string, lastSeq: number]>,
    segments: readonly Segment[],
  ): Positions {
    const positions = new Positions();
    for (const [developerId, lastSeq] of lastSeqs) positions.of(developerId).stand(lastSeq);
    for (const segment of segments) {
      for (const [developerId, lastSeq] of segment.lastSeqs()) {
        const position = positions.of(developerId);
        position.stand(lastSeq);
        for (const mark of segment.marksOf(developerId).entries()) position.marks.set(...mark);
      }
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

  all(): Iterable<Position> {
    return this.#positions.values();
  }
}
