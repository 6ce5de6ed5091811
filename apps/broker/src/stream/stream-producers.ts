/** The producers of one stream, and those that wait for the next commit. */

/** A producer's connection as seen by its stream. */
export interface ProducerPort {
  /** `storedTicket` has advanced. Called only after `notifyOnCommit`. */
  committed(): void;
  /** The log did not store the events of this stream. */
  refused(): void;
}

export class StreamProducers {
  readonly #producers = new Set<ProducerPort>();
  #waiting = new Set<ProducerPort>();

  get size(): number {
    return this.#producers.size;
  }

  add(producer: ProducerPort): void {
    this.#producers.add(producer);
  }

  remove(producer: ProducerPort): void {
    this.#producers.delete(producer);
    this.#waiting.delete(producer);
  }

  /** Requests one call of the producer's `committed`, at the next commit. */
  notifyOnCommit(producer: ProducerPort): void {
    this.#waiting.add(producer);
  }

  /** Notifies the waiting producers, which may wait again. */
  committed(): void {
    if (this.#waiting.size === 0) return;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const producer of waiting) producer.committed();
  }

  /** Notifies all producers, which may leave. */
  refused(): void {
    for (const producer of [...this.#producers]) producer.refused();
  }
}
