/**
 * The numbers that connected producers give their own events, so that one that comes again is known (P-EXT-8).
 * A number that was taken but is not stored yet counts as taken; when the log refuses, only stored ones count.
 */
import type { ProducerMark } from '../storage/chunk.js';

interface Numbers {
  /** Connections that submit under this name. */
  users: number;
  /** The newest number that is stored. */
  stored: number;
  /** The newest number that was taken. */
  taken: number;
  /** `taken` before this turn; `undefined`: no number was taken in it. */
  before: number | undefined;
}

export class ProducerNumbers {
  readonly #numbers = new Map<string, Numbers>();
  /** Producers of this turn. */
  #turn: string[] = [];

  /** A connection of the producer joins; `mark`: what the log knows of it, asked for from now on. */
  async join(producer: string, mark: () => Promise<number | undefined>): Promise<void> {
    let numbers = this.#numbers.get(producer);
    if (numbers === undefined) {
      numbers = { users: 0, stored: 0, taken: 0, before: undefined };
      this.#numbers.set(producer, numbers);
    }
    numbers.users++;
    const stored = await mark().catch((error: unknown) => {
      this.leave(producer);
      throw error;
    });
    numbers.stored = Math.max(numbers.stored, stored ?? 0);
    numbers.taken = Math.max(numbers.taken, numbers.stored);
  }

  leave(producer: string): void {
    const numbers = this.#numbers.get(producer);
    if (numbers === undefined) return;
    numbers.users--;
    this.#forget(producer, numbers);
  }

  /** Takes the number of a producer that has joined. `false`: it was taken before. */
  take(producer: string, n: number): boolean {
    const numbers = this.#numbers.get(producer) as Numbers;
    if (n <= numbers.taken) return false;
    if (numbers.before === undefined) {
      numbers.before = numbers.taken;
      this.#turn.push(producer);
    }
    numbers.taken = n;
    return true;
  }

  /** The marks of this turn's chunk. */
  takeTurn(): readonly ProducerMark[] {
    if (this.#turn.length === 0) return NO_MARKS;
    const marks = this.#turn.map((producer) => ({ producer, n: this.#endTurn(producer).taken }));
    this.#turn = [];
    return marks;
  }

  /** This turn's numbers were never appended: those of earlier turns count again. */
  giveUpTurn(): void {
    for (const producer of this.#turn) {
      const numbers = this.#numbers.get(producer) as Numbers;
      numbers.taken = numbers.before ?? numbers.taken;
      numbers.before = undefined;
      this.#forget(producer, numbers);
    }
    this.#turn = [];
  }

  /** A chunk with these marks is in the log. */
  stored(marks: readonly ProducerMark[]): void {
    for (const { producer, n } of marks) {
      const numbers = this.#numbers.get(producer);
      if (numbers === undefined) continue;
      numbers.stored = Math.max(numbers.stored, n);
      numbers.taken = Math.max(numbers.taken, n);
      this.#forget(producer, numbers);
    }
  }

  /** What was appended is given up: what is stored counts alone. */
  fallBack(): void {
    for (const [producer, numbers] of this.#numbers) {
      numbers.taken = numbers.stored;
      numbers.before = undefined;
      this.#forget(producer, numbers);
    }
    this.#turn = [];
  }

  #endTurn(producer: string): Numbers {
    const numbers = this.#numbers.get(producer) as Numbers;
    numbers.before = undefined;
    return numbers;
  }

  /** Unless a connection or a number that is under way needs it. */
  #forget(producer: string, { users, stored, taken, before }: Numbers): void {
    if (users === 0 && taken === stored && before === undefined) this.#numbers.delete(producer);
  }
}

const NO_MARKS: readonly ProducerMark[] = [];
