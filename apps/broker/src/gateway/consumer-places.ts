/**
 * How many consumers of one developer may be connected: a number of places per developer (P-ID-9 to P-ID-13), over
 * all brokers that share the storage. When all are taken, the holders are probed first: one that does not answer
 * loses its place.
 */
import type { Peers, PlaceId, PlaceStore } from '../storage/ports.js';

export interface PlacesSettings {
  /** Names these places in the store: `consumers`. */
  readonly name: string;
  /** Places per developer. */
  readonly max: number;
  /** The oldest makes room instead of the newcomer being refused. */
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

  /** Whether the newcomer got a place; it holds it until `release`. */
  async claim(developerId: string, newcomer: PlaceId): Promise<boolean> {
    const holders = await this.#take(developerId, newcomer);
    if (holders.length === 0) return true;
    const asked = this.#settings.takeOver ? holders.slice(0, 1) : holders;
    await Promise.all(asked.map((holder) => this.#clear(developerId, holder)));
    return (await this.#take(developerId, newcomer)).length === 0;
  }

  /** Gives the place back; no effect if there is none. */
  release(developerId: string, holder: PlaceId): Promise<void> {
    return this.#store.give(this.#keyOf(developerId), holder);
  }

  #take(developerId: string, newcomer: PlaceId): Promise<readonly PlaceId[]> {
    return this.#store.take(this.#keyOf(developerId), this.#settings.max, newcomer);
  }

  /** Frees the place of a holder that has gone, or has to. */
  async #clear(developerId: string, holder: PlaceId): Promise<void> {
    const question = this.#settings.takeOver ? 'displace' : 'probe';
    if ((await this.#peers.ask(holder, question)) === 'gone')
      await this.release(developerId, holder);
  }

  #keyOf(developerId: string): string {
    return `${this.#settings.name}/${developerId}`;
  }
}
