/**
 * How many consumers of one developer may be connected: a set of places per developer (P-ID-9 to P-ID-13).
 * When all are taken, the holders are probed first: one that does not answer gives up its place.
 */
export interface PlaceHolder {
  /** Whether the link still answers, within `probeTimeoutMs`. */
  probe(): Promise<boolean>;
  /** Closes the connection and frees its place at once. */
  displace(cause: 'no-answer' | 'taken-over'): void;
}

export class ConsumerPlaces {
  readonly #max: number;
  readonly #takeOver: boolean;
  readonly #holders = new Map<string, Set<PlaceHolder>>();

  /** `max`: places per developer. `takeOver`: the oldest makes room instead of the newcomer being refused. */
  constructor(max: number, takeOver: boolean) {
    this.#max = max;
    this.#takeOver = takeOver;
  }

  /** Whether the newcomer got a place; it holds it until `release`. */
  async claim(developerId: string, newcomer: PlaceHolder): Promise<boolean> {
    if (this.#take(developerId, newcomer)) return true;
    const holders = [...this.#of(developerId)];
    if (this.#takeOver) holders[0]?.displace('taken-over');
    else await Promise.all(holders.map(probe));
    return this.#take(developerId, newcomer);
  }

  /** Gives the place back; no harm if there is none. */
  release(developerId: string, holder: PlaceHolder): void {
    const holders = this.#holders.get(developerId);
    holders?.delete(holder);
    if (holders?.size === 0) this.#holders.delete(developerId);
  }

  #take(developerId: string, newcomer: PlaceHolder): boolean {
    const holders = this.#of(developerId);
    if (holders.size >= this.#max) return false;
    holders.add(newcomer);
    this.#holders.set(developerId, holders);
    return true;
  }

  #of(developerId: string): Set<PlaceHolder> {
    return this.#holders.get(developerId) ?? new Set();
  }
}

async function probe(holder: PlaceHolder): Promise<void> {
  if (!(await holder.probe())) holder.displace('no-answer');
}
