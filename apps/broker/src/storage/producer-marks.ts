/**
 * The newest number of each numbering producer of one developer, and when it arrived. A mark is dropped together with
 * the events that it came with.
 */
import type { Chunk } from './chunk.js';

export class ProducerMarks {
  readonly #marks = new Map<string, { n: number; atMs: number }>();

  /** Adds the marks of a stored chunk. */
  add({ marks, committedAtMs }: Chunk): void {
    for (const { producer, n, atMs = committedAtMs } of marks) this.set(producer, n, atMs);
  }

  /** Adds a recorded mark. */
  set(producer: string, n: number, atMs: number): void {
    this.#marks.set(producer, { n, atMs });
  }

  *entries(): Iterable<[producer: string, n: number, atMs: number]> {
    for (const [producer, { n, atMs }] of this.#marks) yield [producer, n, atMs];
  }

  /** Drops marks older than `startMs`. */
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
