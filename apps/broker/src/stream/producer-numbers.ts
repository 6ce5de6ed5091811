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
  /** What was taken before this turn, of the producers of this turn. */
  #before = new Map<string, number | undefined>();

  constructor(kept: KeptMarks) {
    this.#kept = kept;
  }

  isNew(producer: string, n: number): boolean {
    return n > (this.#taken.get(producer) ?? this.#kept.get(producer) ?? 0);
  }

  take(producer: string, n: number): void {
    if (!this.#turn.has(producer)) this.#before.set(producer, this.#taken.get(producer));
    this.#taken.set(producer, n);
    this.#turn.set(producer, n);
  }

  /** The marks of this turn's chunk. */
  takeTurn(): readonly ProducerMark[] {
    if (this.#turn.size === 0) return NO_MARKS;
    const marks = Array.from(this.#turn, ([producer, n]) => ({ producer, n }));
    this.#turn.clear();
    this.#before.clear();
    return marks;
  }

  /** This turn's numbers were never handed over: those of earlier turns stand again. */
  giveUpTurn(): void {
    for (const [producer, n] of this.#before) {
      if (n === undefined) this.#taken.delete(producer);
      else this.#taken.set(producer, n);
    }
    this.#turn.clear();
    this.#before.clear();
  }

  committed(marks: readonly ProducerMark[]): void {
    for (const { producer, n } of marks) {
      if (this.#taken.get(producer) === n) this.#taken.delete(producer);
    }
  }

  fallBack(): void {
    this.#taken.clear();
    this.#turn.clear();
    this.#before.clear();
  }
}

const NO_MARKS: readonly ProducerMark[] = [];
