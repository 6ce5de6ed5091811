/** A store that outlives its producer, like a file. It can be slow, fail, or be interrupted. */
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

  readonly blocks = new Map<number, readonly string[]>();
  readonly rejected: string[] = [];

  putBlock(key: number, records: readonly string[]): Promise<void> {
    return this.#write('putBlock', () => this.blocks.set(key, records));
  }

  async getBlock(key: number): Promise<readonly string[]> {
    await this.#write('getBlock', () => {});
    return this.blocks.get(key) ?? [];
  }

  removeBlock(key: number): Promise<void> {
    return this.#write('removeBlock', () => this.blocks.delete(key));
  }

  async listBlocks(): Promise<readonly number[]> {
    return [...this.blocks.keys()];
  }

  async setAside(records: readonly string[]): Promise<void> {
    this.rejected.push(...records);
  }

  /** Kills the app: completed writes are stored, the current write is not. */
  killed(): MemoryStore {
    const survivor = new MemoryStore();
    survivor.records = [...this.records];
    for (const [key, records] of this.blocks) survivor.blocks.set(key, records);
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
