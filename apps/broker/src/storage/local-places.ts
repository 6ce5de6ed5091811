/** Places and peers of a broker that does not share its storage. */
import type { Peers, PlaceAnswer, PlaceId, PlaceQuestion, PlaceStore } from './ports.js';

/** Places in memory; all holders are connected to this process. */
export class LocalPlaceStore implements PlaceStore {
  readonly #places = new Map<string, Set<PlaceId>>();

  async take(key: string, max: number, place: PlaceId): Promise<readonly PlaceId[]> {
    const places = this.#places.get(key) ?? new Set();
    if (!places.has(place) && places.size >= max) return [...places];
    places.add(place);
    this.#places.set(key, places);
    return [];
  }

  async give(key: string, place: PlaceId): Promise<void> {
    const places = this.#places.get(key);
    places?.delete(place);
    if (places?.size === 0) this.#places.delete(key);
  }
}

/** The only peer is this broker, which answers each question itself. */
export class LocalPeers implements Peers {
  #answer: (place: PlaceId, question: PlaceQuestion) => Promise<PlaceAnswer> = async () => 'gone';

  ask(place: PlaceId, question: PlaceQuestion): Promise<PlaceAnswer> {
    return this.#answer(place, question);
  }

  serve(answer: (place: PlaceId, question: PlaceQuestion) => Promise<PlaceAnswer>): void {
    this.#answer = answer;
  }
}
