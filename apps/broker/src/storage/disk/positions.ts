/** Where each developer's stream stands, in memory: a developer that was never heard of stands at 0. */
import { type Chunk, chunkLast } from '../chunk.js';
import { ProducerMarks } from '../producer-marks.js';

export class Position {
  /** Newest seq that is committed. */
  lastSeq = 0;
  /** Newest seq that was handed over. */
  appendedSeq = 0;
  readonly marks = new ProducerMarks();

  /** Stands at a seq that is known from elsewhere. */
  stand(lastSeq: number): void {
    this.lastSeq = lastSeq;
    this.appendedSeq = lastSeq;
  }

  committed(chunk: Chunk): void {
    // A segment that was removed may be back after a power cut: its chunks are older than what is known.
    this.lastSeq = Math.max(this.lastSeq, chunkLast(chunk));
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
