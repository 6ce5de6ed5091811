/**
 * Reads many messages of a stream in order, through a JetStream consumer that exists during the read. The consumer runs
 * on any server that has a replica of the stream. The replica of a server that was killed and is catching up may be
 * outdated, or number its messages differently (seen with nats-server 2.9.10). So each page is compared with the
 * leader. A page can be empty before the end of the stream: the caller must know where the read has to end, and read
 * the rest from the leader.
 */
import { randomBytes } from 'node:crypto';
import { AckPolicy, DeliverPolicy, ReplayPolicy } from '@nats-io/jetstream';
import { createInbox, type Msg } from '@nats-io/transport-node';
import type { Jet, StoredMessage } from './jet.js';
import { ATTEMPT_TIMEOUT_MS, PULL_BYTES_MAX } from './limits.js';
import { RECORD_HEADER } from './record.js';

/** The servers remove the consumer when it has not been used for this long. */
const IDLE_NS = 30_000_000_000;

export interface PullOptions {
  readonly stream: string;
  /** Subject of the messages; `undefined`: all subjects. */
  readonly subject?: string;
  /** Stream sequence to begin at. */
  readonly from: number;
  /** Whether to read headers without payloads. */
  readonly headersOnly?: boolean;
}

export class Pull implements AsyncDisposable {
  readonly #jet: Jet;
  readonly #stream: string;
  readonly #name: string;
  /** Number of messages that were delivered and have arrived. */
  #arrived = 0;
  /** Whether a message was delivered and did not arrive: the consumer does not deliver it again. */
  #isIncomplete = false;

  private constructor(jet: Jet, stream: string, name: string) {
    this.#jet = jet;
    this.#stream = stream;
    this.#name = name;
  }

  static async open(jet: Jet, { stream, subject, from, headersOnly }: PullOptions): Promise<Pull> {
    const name = `wearwire-${randomBytes(8).toString('hex')}`;
    await jet.manager.consumers.add(stream, {
      name,
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: Math.max(1, from),
      replay_policy: ReplayPolicy.Instant,
      inactive_threshold: IDLE_NS,
      mem_storage: true,
      num_replicas: 1,
      ...(subject !== undefined && { filter_subject: subject }),
      ...(headersOnly && { headers_only: true }),
    });
    return new Pull(jet, stream, name);
  }

  /** As `fetch`; also empty if the newest of the messages differs from the leader's. */
  async page(count: number): Promise<StoredMessage[]> {
    const messages = await this.fetch(count);
    const newest = messages.at(-1);
    return newest !== undefined && (await this.#isAtLeader(newest)) ? messages : [];
  }

  /**
   * Up to `count` messages and `PULL_BYTES_MAX`. Empty if there are none now, if the next one is larger, or if one that
   * was delivered did not arrive, as when the servers have closed the connection: then read on with another `Pull`.
   */
  fetch(count: number): Promise<StoredMessage[]> {
    if (this.#isIncomplete) return Promise.resolve([]);
    const { connection } = this.#jet;
    const reply = createInbox();
    const messages: StoredMessage[] = [];
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        subscription.unsubscribe();
        resolve(messages);
      };
      const subscription = connection.subscribe(reply, {
        callback: (error, message) => {
          if (error !== null || (message.headers?.code ?? 0) !== 0) return finish();
          const delivery = deliveryOf(message);
          if (delivery.number !== this.#arrived + 1) return breakOff();
          this.#arrived++;
          messages.push(storedMessage(message, delivery));
          timer.refresh();
          if (messages.length === count) finish();
        },
      });
      const breakOff = (): void => {
        this.#isIncomplete = true;
        finish();
      };
      const timer = setTimeout(breakOff, ATTEMPT_TIMEOUT_MS);
      const request = JSON.stringify({ batch: count, max_bytes: PULL_BYTES_MAX, no_wait: true });
      connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${this.#stream}.${this.#name}`, request, {
        reply,
      });
    });
  }

  async #isAtLeader({ seq, subject, header }: StoredMessage): Promise<boolean> {
    const message = await this.#jet.at(this.#stream, seq);
    return message?.subject === subject && message.header(RECORD_HEADER) === header(RECORD_HEADER);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // If this fails, the servers remove the consumer later.
    await this.#jet.manager.consumers.delete(this.#stream, this.#name).catch(() => {});
  }
}

interface Delivery {
  readonly seq: number;
  /** Counts the deliveries of the consumer, from 1. */
  readonly number: number;
}

/**
 * Reads the reply subject of a delivery, `$JS.ACK.STREAM.CONSUMER.DELIVERED.SEQ.NUMBER.…`, which has 9 parts. In the
 * long form, domain and account come before the stream.
 */
function deliveryOf(message: Msg): Delivery {
  const parts = message.reply?.split('.') ?? [];
  const at = parts.length > 9 ? 7 : 5;
  return { seq: Number(parts[at]), number: Number(parts[at + 1]) };
}

function storedMessage(message: Msg, { seq }: Delivery): StoredMessage {
  return {
    seq,
    subject: message.subject,
    data: Buffer.from(message.data.buffer, message.data.byteOffset, message.data.byteLength),
    header: (name) => message.headers?.get(name) ?? '',
  };
}
