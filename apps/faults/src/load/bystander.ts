/**
 * A producer and a consumer that do nothing wrong while others are attacked or attack: one event at a time, at a
 * steady pace. Its stream must stay whole and its connections open; its latency is recorded.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { RawClient } from '../client/raw-client.js';
import type { Target } from '../client/tokens.js';
import type { Tally } from '../tally.js';

const SPACING_MS = 10;

export class Bystander implements AsyncDisposable {
  readonly #tally: Tally;
  readonly #producer: RawClient;
  readonly #consumer: RawClient;
  readonly #sentAtMs: number[] = [];
  readonly #latenciesMs: number[] = [];
  #received = 0;
  #lastSeq: number | undefined;
  #isRunning = true;
  readonly #running: Promise<void>;

  private constructor(tally: Tally, producer: RawClient, consumer: RawClient) {
    this.#tally = tally;
    this.#producer = producer;
    this.#consumer = consumer;
    consumer.onFrame = (op, text) => {
      if (op === 5) this.#take(text);
    };
    this.#running = this.#submit();
  }

  static async start(target: Target, tally: Tally, credentials: string): Promise<Bystander> {
    const consumer = await RawClient.identified(target, 'developer', { credentials });
    const producer = await RawClient.identified(target, { user: 'bystander' }, { credentials });
    return new Bystander(tally, producer, consumer);
  }

  /** Waits for what is under way, then judges. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isRunning = false;
    await this.#running;
    const tally = this.#tally;
    for (let waits = 0; this.#received < this.#sentAtMs.length && waits < 1_000; waits++) {
      await delay(10);
    }
    const missing = this.#sentAtMs.length - this.#received;
    tally.skipped += missing;
    const { close } = this.#producer.close === undefined ? this.#consumer : this.#producer;
    tally.expect(
      close === undefined,
      'bystanderIsUnharmed',
      `closed with ${close?.code} ${close?.reason}`,
    );
    tally.expect(missing === 0, 'bystanderIsUnharmed', `${missing} events did not arrive`);
    this.#record();
    this.#producer[Symbol.dispose]();
    this.#consumer[Symbol.dispose]();
  }

  #record(): void {
    const tally = this.#tally;
    const sorted = this.#latenciesMs.sort((a, b) => a - b);
    const at = (share: number): string =>
      `${(sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(1)} ms`;
    tally.add('events of the bystander', this.#received);
    tally.facts.set('latency of the bystander, median', at(0.5));
    tally.facts.set('latency of the bystander, 99th percentile', at(0.99));
    tally.facts.set('latency of the bystander, most', at(1));
  }

  async #submit(): Promise<void> {
    while (this.#isRunning && this.#producer.isOpen) {
      const val = this.#sentAtMs.push(performance.now());
      this.#producer.send(`{"op":6,"d":{"val":${val}},"t":"POWER"}`);
      // Heartbeats keep both connections open.
      if (val % 500 === 0)
        for (const client of [this.#producer, this.#consumer]) client.send('{"op":0}');
      await delay(SPACING_MS);
    }
  }

  #take(text: string): void {
    const { seq, d } = JSON.parse(text);
    const tally = this.#tally;
    if (this.#lastSeq !== undefined && seq !== this.#lastSeq + 1) {
      tally.violate('bystanderIsUnharmed', `number ${seq} after ${this.#lastSeq}`);
    }
    this.#lastSeq = seq;
    const expected = ++this.#received;
    tally.expect(
      d.val === expected,
      'bystanderIsUnharmed',
      `event ${d.val} where ${expected} was due`,
    );
    this.#latenciesMs.push(performance.now() - (this.#sentAtMs[d.val - 1] ?? 0));
  }
}
