/** A store that outlives its producer, as a file outlives its app. It can be slow, fail, or be cut off. */
import type { ProducerStore } from '../src/store.js';

export class MemoryStore implements ProducerStore {
  records: string[] = [];
  /** Writes wait until `release`. */
  isSlow = false;
  failsWith: Error | undefined;
  calls: string[] = [];
  #waiting: (() => void)[] = [];

  async load(): Promise<readonly string[]> {
    await this.#write('load', () => {});
    return [...this.records];
  }

  append(records: readonly string[]): Promise<void> {
    return this.#write('append', () => this.records.push(...records));
  }

  replace(records: readonly string[]): Promise<void> {
    return this.#write('replace', () => {
      this.records = [...records];
    });
  }

  /** The app is killed: what is written is there, what is being written is not. */
  killed(): MemoryStore {
    const survivor = new MemoryStore();
    survivor.records = [...this.records];
    this.#waiting = [];
    this.failsWith = new Error('killed');
    return survivor;
  }

  release(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }

  async #write(call: string, effect: () => void): Promise<void> {
    this.calls.push(call);
    if (this.isSlow) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    if (this.failsWith) throw this.failsWith;
    effect();
  }
}
