/**
 * How far each numbering producer of one developer is, and when it was last heard of.
 * A mark is forgotten with the events that it came with: older ones could not be told apart any more.
 */
import type { Chunk } from './chunk.js';

export class ProducerMarks {
  readonly #marks = new Map<string, { n: number; atMs: number }>();

  /** Takes note of a chunk that was kept. */
  note({ marks, committedAtMs }: Chunk): void {
    for (const { producer, n, atMs = committedAtMs } of marks) this.set(producer, n, atMs);
  }

  /** Takes note of a mark that is known from elsewhere. */
  set(producer: string, n: number, atMs: number): void {
    this.#marks.set(producer, { n, atMs });
  }

  *entries(): Iterable<[producer: string, n: number, atMs: number]> {
    for (const [producer, { n, atMs }] of this.#marks) yield [producer, n, atMs];
  }

  /** Forgets what was last heard of before `startMs`. */
  purge(startMs: number): void {
    for (const [producer, { atMs }] of this.#marks) {
      if (atMs < startMs) this.#marks.delete(producer);
    }
  }

  get isEmpty(): boolean {
    return this.#marks.size === 0;
  }

  get(producer: string): number | undefined {
    return this.#marks.get(producer)?.n;
  }
}
