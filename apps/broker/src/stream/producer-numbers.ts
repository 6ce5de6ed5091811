/**
 * The numbers that connected producers assign to their events, to detect repeats (P-EXT-8). An accepted number is a
 * repeat if it comes again, even if it is not stored yet. If the log refuses an append, the accepted numbers are
 * reverted to the newest stored one. A mark is the newest stored number of a producer; a turn is the batch of events
 * that becomes one chunk.
 */
import { getOrCreate } from '../get-or-create.js';
import type { ProducerMark } from '../storage/chunk.js';

interface Numbers {
  /** Connections that submit under this key. */
  connections: number;
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
  #unconnectedMarks: ProducerMark[] = [];

  /** Adds a connection of the producer. `readMark` reads its mark from the log. */
  async join(producer: string, readMark: () => Promise<number | undefined>): Promise<void> {
    const numbers = getOrCreate(this.#numbers, producer, () => {
      return { connections: 0, stored: 0, accepted: 0, before: undefined };
    });
    numbers.connections++;
    const stored = await readMark().catch((error: unknown) => {
      this.leave(producer);
      throw error;
    });
    numbers.stored = Math.max(numbers.stored, stored ?? 0);
    numbers.accepted = Math.max(numbers.accepted, numbers.stored);
  }

  leave(producer: string): void {
    const numbers = this.#numbers.get(producer);
    if (numbers === undefined) return;
    numbers.connections--;
    this.#removeIfUnused(producer, numbers);
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
    this.#unconnectedMarks.push(mark);
  }

  /** Ends the turn and returns the marks of its chunk. */
  endTurn(): readonly ProducerMark[] {
    if (this.#turn.length === 0 && this.#unconnectedMarks.length === 0) return NO_MARKS;
    const marks = this.#turn.map((producer) => {
      const numbers = this.#numbers.get(producer) as Numbers;
      numbers.before = undefined;
      return { producer, n: numbers.accepted };
    });
    const unconnectedMarks = this.#unconnectedMarks;
    this.#turn = [];
    this.#unconnectedMarks = [];
    return [...marks, ...unconnectedMarks];
  }

  /** Reverts the numbers of this turn, which were not appended. */
  revertTurn(): void {
    for (const producer of this.#turn) {
      const numbers = this.#numbers.get(producer) as Numbers;
      numbers.accepted = numbers.before ?? numbers.accepted;
      numbers.before = undefined;
      this.#removeIfUnused(producer, numbers);
    }
    this.#turn = [];
    this.#unconnectedMarks = [];
  }

  /** Call when a chunk with these marks was stored. */
  markStored(marks: readonly ProducerMark[]): void {
    for (const { producer, n } of marks) {
      const numbers = this.#numbers.get(producer);
      if (numbers === undefined) continue;
      numbers.stored = Math.max(numbers.stored, n);
      numbers.accepted = Math.max(numbers.accepted, n);
      this.#removeIfUnused(producer, numbers);
    }
  }

  /** Reverts all numbers that are not stored. */
  revertToStored(): void {
    for (const [producer, numbers] of this.#numbers) {
      numbers.accepted = numbers.stored;
      numbers.before = undefined;
      this.#removeIfUnused(producer, numbers);
    }
    this.#turn = [];
    this.#unconnectedMarks = [];
  }

  /** Drops the entry unless a connection or a pending number needs it. */
  #removeIfUnused(producer: string, { connections, stored, accepted, before }: Numbers): void {
    if (connections > 0 || accepted !== stored || before !== undefined) return;
    this.#numbers.delete(producer);
  }
}

const NO_MARKS: readonly ProducerMark[] = [];
