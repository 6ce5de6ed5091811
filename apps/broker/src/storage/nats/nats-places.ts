/**
 * The places of consumers, over all brokers: one small record a key, changed by compare-and-set, which says who holds
 * the places and at which broker each of them is connected.
 *
 * A broker that does not answer for `LEASE_MS` has lost its places to whoever asks. It learns that when it is back:
 * `verify` compares what it holds with the record, and closes who has lost its place.
 */
import type { PlaceId, PlaceStore } from '../ports.js';
import type { Jet } from './jet.js';
import type { Names } from './names.js';
import { changeState, readState } from './state.js';

interface Held {
  readonly place: PlaceId;
  readonly node: string;
}

interface PlacesState {
  readonly held: readonly Held[];
}

export class NatsPlaceStore implements PlaceStore {
  readonly #jet: Jet;
  readonly #names: Names;
  readonly #node: string;
  /** Held by this broker: the key of each place. */
  readonly #own = new Map<PlaceId, string>();
  /** Where holders are that a `take` has met. */
  readonly #nodes = new Map<PlaceId, string>();

  constructor(jet: Jet, names: Names, node: string) {
    this.#jet = jet;
    this.#names = names;
    this.#node = node;
  }

  async take(key: string, max: number, place: PlaceId): Promise<readonly PlaceId[]> {
    const subject = this.#names.state('place', key);
    const state = await changeState<PlacesState>(
      this.#jet,
      this.#names,
      subject,
      this.#node,
      ({ held } = NOBODY) => {
        const isHeld = held.some((one) => one.place === place);
        if (isHeld || held.length >= max) return undefined;
        return { held: [...held, { place, node: this.#node }] };
      },
    );
    const { held } = state ?? NOBODY;
    if (held.some((one) => one.place === place)) {
      this.#own.set(place, key);
      return [];
    }
    for (const one of held) this.#nodes.set(one.place, one.node);
    return held.map((one) => one.place);
  }

  async give(key: string, place: PlaceId): Promise<void> {
    this.#own.delete(place);
    this.#nodes.delete(place);
    const subject = this.#names.state('place', key);
    await changeState<PlacesState>(this.#jet, this.#names, subject, this.#node, (state) => {
      const held = state?.held ?? [];
      if (!held.some((one) => one.place === place)) return undefined;
      return { held: held.filter((one) => one.place !== place) };
    });
  }

  /** The broker that a holder is connected to, as far as it was met here. */
  nodeOf(place: PlaceId): string | undefined {
    return this.#nodes.get(place);
  }

  /** Calls `lost` for each place that this broker believes to hold and does not. */
  async verify(lost: (place: PlaceId) => void): Promise<void> {
    const keys = new Map<string, PlaceId[]>();
    for (const [place, key] of this.#own) keys.set(key, [...(keys.get(key) ?? []), place]);
    for (const [key, places] of keys) {
      const subject = this.#names.state('place', key);
      const state = await readState<PlacesState>(this.#jet, this.#names, subject);
      const held = new Set(state?.held.map(({ place }) => place));
      for (const place of places) {
        if (held.has(place) || this.#own.get(place) !== key) continue;
        this.#own.delete(place);
        lost(place);
      }
    }
  }
}

const NOBODY: PlacesState = { held: [] };
