/**
 * Batches that brokers give to each other, so that one of them appends for a developer who sends to several. Used only
 * where appends conflict: otherwise each broker appends by itself, which is one step less.
 *
 * Nothing depends on it. A broker that gets no answer reads the log, and appends the batch itself if it is not there.
 * The other one may still hold it then. It appends behind all records only, so it has seen the batch in one of them.
 */
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import { decodeForward, encodeForward, type ForwardedBatch } from './forward-message.js';
import { FORWARD_TIMEOUT_MS } from './limits.js';
import type { LiveNodes } from './live-nodes.js';
import type { Names } from './names.js';

const STORED = 'stored';
const REFUSED = 'refused';

export class Forwarding {
  readonly #connection: NatsConnection;
  readonly #names: Names;
  readonly #node: string;
  readonly #nodes: LiveNodes;
  #subscription: Subscription | undefined;
  #batches = 0;

  constructor(connection: NatsConnection, names: Names, node: string, nodes: LiveNodes) {
    this.#connection = connection;
    this.#names = names;
    this.#node = node;
    this.#nodes = nodes;
  }

  /** A number that no other batch of this broker has. */
  nextBatch(): number {
    this.#batches++;
    return this.#batches;
  }

  /** As `LiveNodes.appenderOf`. */
  appenderOf(developerId: string): string | undefined {
    return this.#nodes.appenderOf(developerId);
  }

  /** Resolves when the broker has stored the batch (`true`), or did not, or does not answer. Never rejects. */
  async forward(node: string, batch: ForwardedBatch): Promise<boolean> {
    const message = encodeForward(batch);
    if (message.length > (this.#connection.info?.max_payload ?? 0)) return false;
    try {
      const timeout = FORWARD_TIMEOUT_MS;
      const reply = await this.#connection.request(this.#names.forward(node), message, { timeout });
      return reply.string() === STORED;
    } catch {
      this.#nodes.suspect(node);
      return false;
    }
  }

  /** Serves the other brokers. `append` resolves when the batch is in the log (`true`), or was refused. */
  serve(append: (batch: ForwardedBatch) => Promise<boolean>): void {
    this.#subscription = this.#connection.subscribe(this.#names.forward(this.#node), {
      callback: (error, message) => {
        if (error === null) void this.#answer(message, append);
      },
    });
  }

  /** From now on the others append by themselves. */
  stop(): void {
    this.#nodes.stop();
    this.#subscription?.unsubscribe();
  }

  async #answer(message: Msg, append: (batch: ForwardedBatch) => Promise<boolean>): Promise<void> {
    const { buffer, byteOffset, length } = message.data;
    try {
      const isStored = await append(decodeForward(Buffer.from(buffer, byteOffset, length)));
      message.respond(isStored ? STORED : REFUSED);
    } catch {
      // Of another version, or NATS is away: the sender appends it.
      message.respond(REFUSED);
    }
  }
}
