/** Wearables for a test: one producer per user, and readings with the current time. */
import {
  createProducer,
  type Producer,
  type SubmitOutcome,
  tokenFromServer,
} from '@wearwire/client-producer';
import { DEVELOPER, type RunningBroker } from './running-broker.js';

export class Feed implements AsyncDisposable {
  readonly #broker: RunningBroker;
  readonly #producers = new Map<string, Producer>();
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(broker: RunningBroker) {
    this.#broker = broker;
  }

  /** Submits a reading with the current time; resolves when the broker has stored it. */
  submit(
    user: string,
    type: string,
    reading: Readonly<Record<string, unknown>>,
  ): Promise<SubmitOutcome> {
    const ts = new Date().toISOString();
    return this.#producerOf(user).submit<string>(type, { ts, ...reading });
  }

  /** Calls `submit` at once and then at an interval, until the feed is closed or the returned function is called. */
  every(intervalMs: number, submit: (count: number) => unknown): () => void {
    let count = 0;
    submit(count++);
    const timer = setInterval(() => submit(count++), intervalMs);
    this.#timers.push(timer);
    return () => clearInterval(timer);
  }

  /** Submits a heart rate every 200 ms; returns a function that stops it. */
  heart(user: string, bpm = 72): () => void {
    return this.every(200, (count) => this.submit(user, 'HEART_RATE', { val: bpm + (count % 3) }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    const producers = [...this.#producers.values()];
    await Promise.all(producers.map((producer) => producer.close({ timeoutMs: 200 })));
  }

  #producerOf(user: string): Producer {
    const known = this.#producers.get(user);
    if (known !== undefined) return known;
    const { url } = this.#broker;
    const { id: developerId, key: apiKey } = DEVELOPER;
    const producer = createProducer({
      url,
      getToken: tokenFromServer({ url, developerId, apiKey, user }),
    });
    producer.on('error', () => {});
    this.#producers.set(user, producer);
    return producer;
  }
}
