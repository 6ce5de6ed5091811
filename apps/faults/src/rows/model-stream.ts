/** One developer's stream in the model: its producers, its consumer and the events recorded so far. */
import { Opcode } from '@wearwire/protocol';
import { type ReplayRange, replayNewEvents } from '../check/replay.js';
import { judgeReplays } from '../check/replay-judge.js';
import { StreamCheck } from '../check/stream-check.js';
import { RawClient } from '../client/raw-client.js';
import type { Target } from '../client/tokens.js';
import { LoadProducer } from '../load/load-producer.js';
import { until } from '../load/wait.js';
import { randomInteger, randomItem } from '../random.js';
import type { RowContext } from '../row.js';

const PRODUCERS_MAX = 3;
const EVENTS_AT_ONCE_MAX = 60;
const REPLAYS_AT_ONCE_MAX = 8;
const PAD_BYTES = 300;

export class ModelStream {
  readonly #credentials: string;
  readonly #context: RowContext;
  readonly check: StreamCheck;
  #producers: LoadProducer[] = [];
  #consumer: RawClient | undefined;
  #connections = 0;

  constructor(credentials: string, context: RowContext) {
    this.#credentials = credentials;
    this.#context = context;
    this.check = new StreamCheck(context.tally);
  }

  async submit(target: Target): Promise<void> {
    const { random, tally } = this.#context;
    this.#producers = this.#producers.filter(({ client }) => client.isOpen);
    if (this.#producers.length < PRODUCERS_MAX) await this.#connectProducer(target);
    const producer = randomItem(random, this.#producers);
    producer.sendMore(1 + randomInteger(random, EVENTS_AT_ONCE_MAX));
    tally.add('SUBMIT bursts');
  }

  async #connectProducer(target: Target): Promise<void> {
    const { random } = this.#context;
    const uid = `${this.#credentials.slice(0, 1)}${++this.#connections}`;
    this.#producers.push(
      await LoadProducer.open(target, this.check.ledger(uid), {
        credentials: this.#credentials,
        isNumbered: random() < 0.5,
        eventsMax: 0,
        padBytes: PAD_BYTES,
      }),
    );
  }

  /** Drops the connection of a producer, or replaces the consumer. */
  async reconnect(target: Target): Promise<void> {
    const { random, tally } = this.#context;
    tally.add('reconnects');
    if (random() < 0.5) this.#producers.pop()?.[Symbol.dispose]();
    else await this.consume(target);
  }

  /** Receives live events with a new connection, after closing the previous one. */
  async consume(target: Target): Promise<void> {
    this.#consumer?.[Symbol.dispose]();
    await this.#consumer?.closed;
    const onDispatch = this.check.live();
    this.#consumer = await RawClient.identified(target, 'monitor', {
      credentials: this.#credentials,
      onFrame: (op, text) => {
        if (op === Opcode.Dispatch) onDispatch(text);
      },
    });
  }

  async replay(target: Target): Promise<void> {
    const { random, tally } = this.#context;
    const count = 1 + randomInteger(random, REPLAYS_AT_ONCE_MAX);
    const ranges = Array.from({ length: count }, () => this.#randomRange());
    const { check } = this;
    tally.add('REPLAYs', count);
    const isEnded = await judgeReplays(target, {
      ranges,
      credentials: this.#credentials,
      check,
      tally,
    });
    if (!isEnded) tally.add('connections lost during a REPLAY (kill or full disk)');
  }

  #randomRange(): ReplayRange {
    const { random } = this.#context;
    const newest = this.check.liveSeq;
    const after = randomInteger(random, newest + 5);
    // Most ranges are short; one in five has no upper bound.
    if (random() < 0.2) return { after };
    return { after, before: after + 1 + randomInteger(random, 2_000) };
  }

  /**
   * Stops the producers, replays the events since the last call, checks them, and connects a new consumer.
   */
  async drainAndCheck(target: Target): Promise<void> {
    for (const producer of this.#producers) producer.stopSending();
    await until(() =>
      this.#producers.every(({ isAcknowledged, client }) => isAcknowledged || !client.isOpen),
    );
    this.disconnect();
    await replayNewEvents(target, this.check, { credentials: this.#credentials });
    await this.consume(target);
  }

  disconnect(): void {
    for (const producer of this.#producers) producer[Symbol.dispose]();
    this.#producers = [];
    this.#consumer?.[Symbol.dispose]();
  }
}
