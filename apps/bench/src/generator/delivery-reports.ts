/**
 * Reports deliveries to the producers once per turn of the event loop: for each producer of a stream that
 * received events, the event number that the slowest awaited consumer expects next.
 */
import type { Consumer } from './consumer.js';
import type { FeedbackSender } from './feedback.js';
import type { Layout } from './layout.js';

export class DeliveryReports {
  readonly #layout: Layout;
  readonly #feedback: FeedbackSender;
  readonly #consumersOf: Consumer[][];
  #changed: number[] = [];
  readonly #isChanged: Uint8Array;
  #willFlush = false;

  constructor(layout: Layout, feedback: FeedbackSender) {
    this.#layout = layout;
    this.#feedback = feedback;
    this.#consumersOf = Array.from({ length: layout.streams }, () => []);
    this.#isChanged = new Uint8Array(layout.streams);
  }

  add(consumer: Consumer): void {
    this.#consumersOf[consumer.stream]!.push(consumer);
  }

  remove(consumer: Consumer): void {
    const consumers = this.#consumersOf[consumer.stream] as Consumer[];
    consumers.splice(consumers.indexOf(consumer), 1);
  }

  /** Hot path. */
  markDelivered(stream: number): void {
    if (this.#isChanged[stream] === 1) return;
    this.#isChanged[stream] = 1;
    this.#changed.push(stream);
    if (this.#willFlush) return;
    this.#willFlush = true;
    setImmediate(this.#flush);
  }

  readonly #flush = (): void => {
    this.#willFlush = false;
    for (const stream of this.#changed) {
      this.#isChanged[stream] = 0;
      this.#report(stream);
    }
    this.#changed.length = 0;
    this.#feedback.flush();
  };

  #report(stream: number): void {
    const awaited = (this.#consumersOf[stream] as Consumer[]).filter(({ isAwaited }) => isAwaited);
    const first = this.#layout.firstProducer[stream] as number;
    const count = this.#layout.producerCount[stream] as number;
    if (awaited.length === 0) return;
    for (let local = 0; local < count; local++) {
      let lowest = 2 ** 32;
      for (const { check } of awaited) {
        const next = check.next[local] as number;
        if (next < lowest) lowest = next;
      }
      this.#feedback.queue(first + local, lowest);
    }
  }
}
