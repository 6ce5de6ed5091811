/**
 * Sends as fast as a window allows: each producer keeps at most `window` events in flight and sends more when
 * its slowest consumer has received some. It measures throughput only: nothing is sent while a server stalls,
 * so latencies are underestimated (coordinated omission). Hot path.
 */
import { nowUs } from '../clock.js';
import type { FeedbackReceiver } from './feedback.js';
import type { Producer } from './producer.js';

/** Fraction of the window that must be free before the next write, so that each write carries several events. */
const SEND_FRACTION_MIN = 1 / 4;

export class ClosedLoop {
  readonly #byNumber = new Map<number, Producer>();
  readonly #feedback: FeedbackReceiver;
  readonly #window: number;
  readonly #sendMin: number;
  /** Event number at which each producer stops. */
  readonly #ends = new Map<number, number>();
  #runningCount = 0;
  #finished: () => void = () => {};

  /** `eventsEach`: number of events per producer; `Infinity`: until `stop`. */
  constructor(
    producers: readonly Producer[],
    feedback: FeedbackReceiver,
    window: number,
    eventsEach: number,
  ) {
    this.#feedback = feedback;
    this.#window = window;
    this.#sendMin = Math.max(1, Math.floor(window * SEND_FRACTION_MIN));
    for (const producer of producers) {
      this.#byNumber.set(producer.number, producer);
      this.#ends.set(producer.number, producer.next + eventsEach);
    }
  }

  /** Resolves when every producer has sent its events, or after `stop`. */
  async run(): Promise<void> {
    const done = new Promise<void>((resolve) => {
      this.#finished = resolve;
    });
    this.#runningCount = this.#byNumber.size;
    if (this.#runningCount === 0) return;
    this.#feedback.onDelivered = (number) => {
      const producer = this.#byNumber.get(number);
      if (producer !== undefined) this.#send(producer);
    };
    for (const producer of [...this.#byNumber.values()]) this.#send(producer);
    await done;
  }

  stop(): void {
    this.#feedback.onDelivered = () => {};
    this.#byNumber.clear();
    this.#finished();
  }

  #send(producer: Producer): void {
    const end = this.#ends.get(producer.number) as number;
    const left = end - producer.next;
    // Without a consumer to wait for, every event counts as delivered.
    const delivered = this.#feedback.delivered(producer.number) ?? producer.next;
    const room = this.#window - (producer.next - delivered);
    if (room >= this.#sendMin || room >= left) producer.sendNow(Math.min(room, left), nowUs());
    if (producer.next < end) return;
    this.#byNumber.delete(producer.number);
    this.#runningCount--;
    if (this.#runningCount === 0) this.stop();
  }
}
