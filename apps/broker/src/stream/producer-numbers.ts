/**
 * The numbers that producers give their own events, so that one that comes again is known (P-EXT-8).
 * What is taken but not kept yet counts as taken; when the log refuses, it falls back to what was kept.
 */
import type { ProducerMark } from '../storage/chunk.js';
import type { KeptMarks } from '../storage/ports.js';

export class ProducerNumbers {
  readonly #kept: KeptMarks;
  /** Newer than `#kept`: handed over, not kept yet. */
  #taken = new Map<string, number>();
  #turn = new Map<string, number>();

  constructor(kept: KeptMarks) {
    this.#kept = kept;
  }

  isNew(producer: string, n: number): boolean {
    return n > (this.#taken.get(producer) ?? this.#kept.get(producer) ?? 0);
  }

  take(producer: string, n: number): void {
    this.#taken.set(producer, n);
    this.#turn.set(producer, n);
  }

  /** The marks of this turn's chunk. */
  takeTurn(): readonly ProducerMark[] {
    if (this.#turn.size === 0) return NO_MARKS;
    const marks = Array.from(this.#turn, ([producer, n]) => ({ producer, n }));
    this.#turn.clear();
    return marks;
  }

  committed(marks: readonly ProducerMark[]): void {
    for (const { producer, n } of marks) {
      if (this.#taken.get(producer) === n) this.#taken.delete(producer);
    }
  }

  fallBack(): void {
    this.#taken.clear();
    this.#turn.clear();
  }
}

const NO_MARKS: readonly ProducerMark[] = [];
