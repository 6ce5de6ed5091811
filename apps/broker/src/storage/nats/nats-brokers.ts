/** Requests between brokers about the holders of slots. Each broker has a subject for them. */
import { setTimeout as delay } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Brokers, HolderId, HolderRequest, HolderState } from '../ports.js';
import { LEASE_MS, RETRY_PAUSE_MS } from './limits.js';
import type { Names } from './names.js';

type Answer = (holder: HolderId, request: HolderRequest) => Promise<HolderState>;

export class NatsBrokers implements Brokers {
  readonly #connection: NatsConnection;
  readonly #names: Names;
  readonly #node: string;
  readonly #nodeOf: (holder: HolderId) => string | undefined;
  #answer: Answer = async () => 'gone';

  constructor(
    connection: NatsConnection,
    names: Names,
    node: string,
    nodeOf: (holder: HolderId) => string | undefined,
  ) {
    this.#connection = connection;
    this.#names = names;
    this.#node = node;
    this.#nodeOf = nodeOf;
  }

  async request(holder: HolderId, request: HolderRequest): Promise<HolderState> {
    const node = this.#nodeOf(holder) ?? this.#node;
    if (node === this.#node) return this.#answer(holder, request);
    const endMs = performance.now() + LEASE_MS;
    for (;;) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) return 'gone';
      try {
        const subject = this.#names.request(node);
        const reply = await this.#connection.request(subject, JSON.stringify([holder, request]), {
          timeout: leftMs,
        });
        return reply.string() === 'alive' ? 'alive' : 'gone';
      } catch {
        // The broker may be reconnecting to another server; a running broker answers within the lease.
        await delay(RETRY_PAUSE_MS);
      }
    }
  }

  serve(answer: Answer): void {
    this.#answer = answer;
    this.#connection.subscribe(this.#names.request(this.#node), {
      callback: (error, message) => {
        if (error !== null) return;
        const [holder, request] = message.json<[HolderId, HolderRequest]>();
        void answer(holder, request).then((answered) => message.respond(answered));
      },
    });
  }

  /** Closes a holder whose slot another broker has acquired. */
  displace(holder: HolderId): void {
    void this.#answer(holder, 'displace');
  }
}
