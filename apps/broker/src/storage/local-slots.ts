/** `SlotStore` and `Brokers` of a broker that does not share its storage. */
import type { Brokers, HolderId, HolderRequest, HolderState, SlotStore } from './ports.js';

/** Slots in memory; all holders are connected to this process. */
export class LocalSlotStore implements SlotStore {
  readonly #slots = new Map<string, Set<HolderId>>();

  async acquire(key: string, max: number, holder: HolderId): Promise<readonly HolderId[]> {
    const holders = this.#slots.get(key) ?? new Set();
    if (!holders.has(holder) && holders.size >= max) return [...holders];
    holders.add(holder);
    this.#slots.set(key, holders);
    return [];
  }

  async release(key: string, holder: HolderId): Promise<void> {
    const holders = this.#slots.get(key);
    holders?.delete(holder);
    if (holders?.size === 0) this.#slots.delete(key);
  }
}

/** The only broker is this one, which answers each request itself. */
export class LocalBrokers implements Brokers {
  #answer: (holder: HolderId, request: HolderRequest) => Promise<HolderState> = async () => 'gone';

  request(holder: HolderId, request: HolderRequest): Promise<HolderState> {
    return this.#answer(holder, request);
  }

  serve(answer: (holder: HolderId, request: HolderRequest) => Promise<HolderState>): void {
    this.#answer = answer;
  }
}
