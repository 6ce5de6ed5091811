/**
 * Events received above missing ones, up to a limit. At the limit an event above all others is discarded; for any other
 * event, the upper half is discarded. Discarded events are requested again later. Until the lowest event is removed, no
 * discarded event is below it.
 */
export class HeldEvents<E extends { readonly seq: number }> {
  readonly #limit: number;
  readonly #bySeq = new Map<number, E>();
  /** Upper bound of the held seqs. */
  #highest = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#bySeq.size;
  }

  /** `Infinity` if no event is held. */
  get lowest(): number {
    let lowest = Number.POSITIVE_INFINITY;
    for (const seq of this.#bySeq.keys()) if (seq < lowest) lowest = seq;
    return lowest;
  }

  has(seq: number): boolean {
    return this.#bySeq.has(seq);
  }

  /** Adds an event. Returns `false` if the limit was reached, so that this event or others were discarded. */
  add(event: E): boolean {
    const { seq } = event;
    const hasSpace = this.size < this.#limit;
    if (this.size === 0) this.#highest = 0;
    if (!hasSpace) {
      if (seq > this.#highest) return false;
      this.#discardUpperHalf();
    }
    this.#bySeq.set(seq, event);
    this.#highest = Math.max(this.#highest, seq);
    return hasSpace;
  }

  remove(seq: number): E | undefined {
    const event = this.#bySeq.get(seq);
    this.#bySeq.delete(seq);
    return event;
  }

  clear(): void {
    this.#bySeq.clear();
  }

  #discardUpperHalf(): void {
    const seqs = [...this.#bySeq.keys()].sort((a, b) => a - b);
    const keptCount = Math.floor(seqs.length / 2);
    for (const seq of seqs.slice(keptCount)) this.#bySeq.delete(seq);
    this.#highest = seqs[keptCount - 1] ?? 0;
  }
}
