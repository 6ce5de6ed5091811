/** Questions between brokers about the holders of places, as requests on a subject of each broker. */
import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Peers, PlaceAnswer, PlaceId, PlaceQuestion } from '../ports.js';
import { LEASE_MS, RETRY_PAUSE_MS } from './limits.js';
import type { Names } from './names.js';

type Answer = (place: PlaceId, question: PlaceQuestion) => Promise<PlaceAnswer>;

export class NatsPeers implements Peers {
  readonly #connection: NatsConnection;
  readonly #names: Names;
  readonly #node: string;
  readonly #nodeOf: (place: PlaceId) => string | undefined;
  #answer: Answer = async () => 'gone';

  constructor(
    connection: NatsConnection,
    names: Names,
    node: string,
    nodeOf: (place: PlaceId) => string | undefined,
  ) {
    this.#connection = connection;
    this.#names = names;
    this.#node = node;
    this.#nodeOf = nodeOf;
  }

  async ask(place: PlaceId, question: PlaceQuestion): Promise<PlaceAnswer> {
    const node = this.#nodeOf(place) ?? this.#node;
    if (node === this.#node) return this.#answer(place, question);
    const endMs = performance.now() + LEASE_MS;
    for (;;) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) return 'gone';
      try {
        const subject = this.#names.ask(node);
        const reply = await this.#connection.request(subject, JSON.stringify([place, question]), {
          timeout: leftMs,
        });
        return reply.string() === 'alive' ? 'alive' : 'gone';
      } catch {
        // It may be on its way to another server: a broker that lives answers within the lease.
        await delay(RETRY_PAUSE_MS);
      }
    }
  }

  serve(answer: Answer): void {
    this.#answer = answer;
    this.#connection.subscribe(this.#names.ask(this.#node), {
      callback: (error, message) => {
        if (error !== null) return;
        const [place, question] = message.json<[PlaceId, PlaceQuestion]>();
        void answer(place, question).then((answered) => message.respond(answered));
      },
    });
  }

  /** A place was lost to another broker: its holder is closed. */
  displace(place: PlaceId): void {
    void this.#answer(place, 'displace');
  }
}
