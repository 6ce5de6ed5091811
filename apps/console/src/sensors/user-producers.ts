/** One producer for each user for whom this page submits, shared by all sensors of that user. */
import { createProducer, type Producer } from '@wearwire/client-producer';
import { type BrokerApi, connectUrl } from '../broker/broker-api.js';
import { tappedSockets } from '../broker/tapped-socket.js';
import type { FrameLog } from '../stream/frame-log.js';

const CLOSE_TIMEOUT_MS = 2_000;

export class UserProducers {
  readonly #api: BrokerApi;
  readonly #log: FrameLog;
  readonly #producers = new Map<string, Producer>();

  constructor(api: BrokerApi, log: FrameLog) {
    this.#api = api;
    this.#log = log;
  }

  /** Returns the user's producer; creates it on first use. */
  of(user: string): Producer {
    const known = this.#producers.get(user);
    if (known !== undefined) return known;
    const producer = createProducer({
      url: connectUrl(),
      getToken: this.#api.tokenSource(user),
      socketFactory: tappedSockets((traffic) => this.#log.add(`producer ${user}`, traffic)),
    });
    producer.on('error', () => {}); // The stream view shows the producer's frames and why its connection was closed.
    // A producer that has stopped is recreated on the next use.
    void producer.ended.then(() => this.#producers.delete(user));
    this.#producers.set(user, producer);
    return producer;
  }

  async close(): Promise<void> {
    const producers = [...this.#producers.values()];
    await Promise.all(producers.map((producer) => producer.close({ timeoutMs: CLOSE_TIMEOUT_MS })));
  }
}
