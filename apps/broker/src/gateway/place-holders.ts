/** The sessions that hold a place, or are about to: answers what peers ask about them. */
import { randomUUID } from 'node:crypto';
import type { PlaceAnswer, PlaceId, PlaceQuestion } from '../storage/ports.js';

/** A session, as far as it matters here. */
export interface PlaceHolder {
  /** Whether the link still answers, within `probeTimeoutMs`. */
  probe(): Promise<boolean>;
  /** Closes the connection. */
  displace(cause: 'no-answer' | 'taken-over'): void;
}

export class PlaceHolders {
  /** Of this broker, in the ids that it gives. */
  readonly #broker = randomUUID();
  readonly #holders = new Map<PlaceId, PlaceHolder>();
  #count = 0;

  /** Returns an id for the holder, under which it is found until `remove`. */
  add(holder: PlaceHolder): PlaceId {
    const place = `${this.#broker}/${++this.#count}`;
    this.#holders.set(place, holder);
    return place;
  }

  remove(place: PlaceId): void {
    this.#holders.delete(place);
  }

  /** As `Peers.serve` wants it. */
  readonly answer = async (place: PlaceId, question: PlaceQuestion): Promise<PlaceAnswer> => {
    const holder = this.#holders.get(place);
    if (holder === undefined) return 'gone';
    if (question === 'probe' && (await holder.probe())) return 'alive';
    holder.displace(question === 'probe' ? 'no-answer' : 'taken-over');
    return 'gone';
  };
}
