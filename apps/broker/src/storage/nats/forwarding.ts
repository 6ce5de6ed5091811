/**
 * Forwards batches between brokers, so that one broker appends for a developer whose producers are connected to
 * several. Used only after appends have conflicted; otherwise each broker appends its own events, which takes one step
 * less.
 *
 * The log is correct without forwarding. A broker that gets no answer reads the log, and appends the batch itself if
 * the log does not contain it. The receiver may still append the batch later, but an append succeeds only after the
 * receiver has read all records, so it finds the batch in one of them and drops it.
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
  nextBatchNumber(): number {
    this.#batches++;
    return this.#batches;
  }

  /** As `LiveNodes.appenderOf`. */
  appenderOf(developerId: string): string | undefined {
    return this.#nodes.appenderOf(developerId);
  }

  /** Resolves with whether the broker has stored the batch; `false` also if it does not answer. Never rejects. */
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

  /** Accepts batches of other brokers. `append` resolves with whether the batch is in the log. */
  serve(append: (batch: ForwardedBatch) => Promise<boolean>): void {
    this.#subscription = this.#connection.subscribe(this.#names.forward(this.#node), {
      callback: (error, message) => {
        if (error === null) void this.#answer(message, append);
      },
    });
  }

  /** Stops accepting batches: the other brokers then append their own. */
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
      // The message has another version, or NATS is unreachable: the sender appends the batch.
      message.respond(REFUSED);
    }
  }
}
