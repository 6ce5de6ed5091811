/**
 * Limits the connected consumers of one developer to a number of slots (P-ID-9 to P-ID-13), across all brokers that
 * share the storage. If none is free, the holders are probed; a holder that does not answer loses its slot. With
 * `takeOver`, the oldest holder loses its slot instead, without a probe.
 */
import type { Brokers, HolderId, SlotStore } from '../storage/ports.js';

export interface SlotSettings {
  /** Names these slots in the store: `consumers` or `monitors`. */
  readonly name: string;
  /** Slots per developer. */
  readonly max: number;
  /** Displace the oldest consumer instead of refusing the new one. */
  readonly takeOver: boolean;
}

export class ConsumerSlots {
  readonly #settings: SlotSettings;
  readonly #store: SlotStore;
  readonly #brokers: Pick<Brokers, 'request'>;

  constructor(settings: SlotSettings, store: SlotStore, brokers: Pick<Brokers, 'request'>) {
    this.#settings = settings;
    this.#store = store;
    this.#brokers = brokers;
  }

  /** Acquires a slot for the new consumer until `release`. Resolves with `false` if it gets none. */
  async acquire(developerId: string, newcomer: HolderId): Promise<boolean> {
    const holders = await this.#tryAcquire(developerId, newcomer);
    if (holders.length === 0) return true;
    const cleared = this.#settings.takeOver ? holders.slice(0, 1) : holders;
    await Promise.all(cleared.map((holder) => this.#clear(developerId, holder)));
    return (await this.#tryAcquire(developerId, newcomer)).length === 0;
  }

  /** Releases the slot; no effect if none is held. */
  release(developerId: string, holder: HolderId): Promise<void> {
    return this.#store.release(this.#keyOf(developerId), holder);
  }

  #tryAcquire(developerId: string, newcomer: HolderId): Promise<readonly HolderId[]> {
    return this.#store.acquire(this.#keyOf(developerId), this.#settings.max, newcomer);
  }

  /** Frees the slot of a holder that does not answer; with `takeOver`, displaces the holder and frees its slot. */
  async #clear(developerId: string, holder: HolderId): Promise<void> {
    const request = this.#settings.takeOver ? 'displace' : 'probe';
    const state = await this.#brokers.request(holder, request);
    if (state === 'gone') await this.release(developerId, holder);
  }

  #keyOf(developerId: string): string {
    return `${this.#settings.name}/${developerId}`;
  }
}
