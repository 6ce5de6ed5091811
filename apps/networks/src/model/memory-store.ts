/** A producer's store in memory, without failures or delays. It replaces a file or IndexedDB on a phone. */
import type { ProducerStore } from '@wearwire/client-producer/store';

export class MemoryStore implements ProducerStore {
  #records: string[] = [];
  readonly #blocks = new Map<number, readonly string[]>();

  async load(): Promise<readonly string[]> {
    return [...this.#records];
  }

  async append(records: readonly string[]): Promise<void> {
    this.#records.push(...records);
  }

  async replace(records: readonly string[]): Promise<void> {
    this.#records = [...records];
  }

  async putBlock(key: number, records: readonly string[]): Promise<void> {
    this.#blocks.set(key, records);
  }

  async getBlock(key: number): Promise<readonly string[]> {
    return this.#blocks.get(key) ?? [];
  }

  async removeBlock(key: number): Promise<void> {
    this.#blocks.delete(key);
  }

  async listBlocks(): Promise<readonly number[]> {
    return [...this.#blocks.keys()];
  }
}
