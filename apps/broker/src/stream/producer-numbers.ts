/**
 * The numbers that connected producers assign to their events, to detect repeats (P-EXT-8). An accepted number
 * that is not stored yet counts as used; if the log refuses, only stored numbers count.
 */
import type { ProducerMark } from '../storage/chunk.js';

interface Numbers {
  /** Connections that submit under this key. */
  users: number;
  /** The newest stored number. */
  stored: number;
  /** The newest accepted number. */
  accepted: number;
  /** Value of `accepted` before this turn; `undefined`: no number was accepted in this turn. */
  before: number | undefined;
}

export class ProducerNumbers {
  readonly #numbers = new Map<string, Numbers>();
  /** Producers with numbers in this turn. */
  #turn: string[] = [];
  /** Marks in this turn for producers without a connection. */
  #ownMarks: ProducerMark[] = [];

  /** Adds a connection of the producer. `mark`: its mark in the log, requested by the caller. */
  async join(producer: string, mark: () => Promise<number | undefined>): Promise<void> {
    let numbers = this.#numbers.get(producer);
    if (numbers === undefined) {
      numbers = { users: 0, stored: 0, accepted: 0, before: undefined };
      this.#numbers.set(producer, numbers);
    }
    numbers.users++;
    const stored = await mark().catch((error: unknown) => {
      this.leave(producer);
      throw error;
    });
    numbers.stored = Math.max(numbers.stored, stored ?? 0);
    numbers.accepted = Math.max(numbers.accepted, numbers.stored);
  }

  leave(producer: string): void {
    const numbers = this.#numbers.get(producer);
    if (numbers === undefined) return;
    numbers.users--;
    this.#forget(producer, numbers);
  }

  /** Accepts a number of a joined producer. `false`: already accepted. */
  accept(producer: string, n: number): boolean {
    const numbers = this.#numbers.get(producer) as Numbers;
    if (n <= numbers.accepted) return false;
    if (numbers.before === undefined) {
      numbers.before = numbers.accepted;
      this.#turn.push(producer);
    }
    numbers.accepted = n;
    return true;
  }

  /** Adds the mark of a producer that has not joined to this turn's chunk. */
  addMark(mark: ProducerMark): void {
    this.#ownMarks.push(mark);
  }

  /** The marks of this turn's chunk. */
  endTurn(): readonly ProducerMark[] {
    if (this.#turn.length === 0 && this.#ownMarks.length === 0) return NO_MARKS;
    const marks = this.#turn.map((producer) => ({
      producer,
      n: this.#endTurnOf(producer).accepted,
    }));
    const ownMarks = this.#ownMarks;
    this.#turn = [];
    this.#ownMarks = [];
    return [...marks, ...ownMarks];
  }

  /** Reverts the numbers of this turn, which were not appended. */
  revertTurn(): void {
    for (const producer of this.#turn) {
      const numbers = this.#numbers.get(producer) as Numbers;
      numbers.accepted = numbers.before ?? numbers.accepted;
      numbers.before = undefined;
      this.#forget(producer, numbers);
    }
    this.#turn = [];
    this.#ownMarks = [];
  }

  /** A chunk with these marks was stored. */
  stored(marks: readonly ProducerMark[]): void {
    for (const { producer, n } of marks) {
      const numbers = this.#numbers.get(producer);
      if (numbers === undefined) continue;
      numbers.stored = Math.max(numbers.stored, n);
      numbers.accepted = Math.max(numbers.accepted, n);
      this.#forget(producer, numbers);
    }
  }

  /** Reverts all numbers that are not stored. */
  fallBack(): void {
    for (const [producer, numbers] of this.#numbers) {
      numbers.accepted = numbers.stored;
      numbers.before = undefined;
      this.#forget(producer, numbers);
    }
    this.#turn = [];
    this.#ownMarks = [];
  }

  #endTurnOf(producer: string): Numbers {
    const numbers = this.#numbers.get(producer) as Numbers;
    numbers.before = undefined;
    return numbers;
  }

  /** Drops the entry unless a connection or a pending number needs it. */
  #forget(producer: string, { users, stored, accepted, before }: Numbers): void {
    if (users === 0 && accepted === stored && before === undefined) this.#numbers.delete(producer);
  }
}

const NO_MARKS: readonly ProducerMark[] = [];
