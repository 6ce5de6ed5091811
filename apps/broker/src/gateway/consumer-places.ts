/**
 * Limits the connected consumers of one developer to a number of places (P-ID-9 to P-ID-13), across all brokers that
 * share the storage. If all are taken, their holders are probed first; a holder that does not answer loses its place.
 */
import type { Peers, PlaceId, PlaceStore } from '../storage/ports.js';

export interface PlacesSettings {
  /** Names these places in the store: `consumers`. */
  readonly name: string;
  /** Places per developer. */
  readonly max: number;
  /** Displace the oldest consumer instead of refusing the new one. */
  readonly takeOver: boolean;
}

export class ConsumerPlaces {
  readonly #settings: PlacesSettings;
  readonly #store: PlaceStore;
  readonly #peers: Pick<Peers, 'ask'>;

  constructor(settings: PlacesSettings, store: PlaceStore, peers: Pick<Peers, 'ask'>) {
    this.#settings = settings;
    this.#store = store;
    this.#peers = peers;
  }

  /** Whether the new consumer got a place, which it holds until `release`. */
  async claim(developerId: string, newcomer: PlaceId): Promise<boolean> {
    const holders = await this.#take(developerId, newcomer);
    if (holders.length === 0) return true;
    const asked = this.#settings.takeOver ? holders.slice(0, 1) : holders;
    await Promise.all(asked.map((holder) => this.#clear(developerId, holder)));
    return (await this.#take(developerId, newcomer)).length === 0;
  }

  /** Releases the place; no effect if none is held. */
  release(developerId: string, holder: PlaceId): Promise<void> {
    return this.#store.give(this.#keyOf(developerId), holder);
  }

  #take(developerId: string, newcomer: PlaceId): Promise<readonly PlaceId[]> {
    return this.#store.take(this.#keyOf(developerId), this.#settings.max, newcomer);
  }

  /** Frees the place of a holder that has gone or must go. */
  async #clear(developerId: string, holder: PlaceId): Promise<void> {
    const question = this.#settings.takeOver ? 'displace' : 'probe';
    if ((await this.#peers.ask(holder, question)) === 'gone')
      await this.release(developerId, holder);
  }

  #keyOf(developerId: string): string {
    return `${this.#settings.name}/${developerId}`;
  }
}
