/** The sessions that hold a place or are acquiring one. Answers the questions of peers about them. */
import { randomUUID } from 'node:crypto';
import type { PlaceAnswer, PlaceId, PlaceQuestion } from '../storage/ports.js';

/** The part of a session that is used here. */
export interface PlaceHolder {
  /** Whether the link answers within `probeTimeoutMs`. */
  probe(): Promise<boolean>;
  /** Closes the connection. */
  displace(cause: 'no-answer' | 'taken-over'): void;
}

export class PlaceHolders {
  /** Identifies this broker in the ids of its holders. */
  readonly #broker = randomUUID();
  readonly #holders = new Map<PlaceId, PlaceHolder>();
  #count = 0;

  /** Registers the holder until `remove` and returns its id. */
  add(holder: PlaceHolder): PlaceId {
    const place = `${this.#broker}/${++this.#count}`;
    this.#holders.set(place, holder);
    return place;
  }

  remove(place: PlaceId): void {
    this.#holders.delete(place);
  }

  /** The handler for `Peers.serve`. */
  readonly answer = async (place: PlaceId, question: PlaceQuestion): Promise<PlaceAnswer> => {
    const holder = this.#holders.get(place);
    if (holder === undefined) return 'gone';
    if (question === 'probe' && (await holder.probe())) return 'alive';
    holder.displace(question === 'probe' ? 'no-answer' : 'taken-over');
    return 'gone';
  };
}
