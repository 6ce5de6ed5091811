/**
 * The thread of the bystander: a well-behaved producer and consumer, with one event every 10 ms. It has its own event
 * loop, so that the attackers on the main thread do not add to the measured latency. On any message it posts its report
 * and ends.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Opcode } from '@wearwire/protocol';
import { RawClient } from '../client/raw-client.js';
import type { Target } from '../client/tokens.js';

const SPACING_MS = 10;
const HEARTBEAT_INTERVAL_MS = 10_000;
const DRAIN_TIMEOUT_MS = 30_000;

/** Input of the thread. */
export interface BystanderData {
  readonly target: Target;
  readonly credentials: string;
}

/** Posted by the thread when it ends. */
export interface BystanderReport {
  readonly received: number;
  readonly missing: number;
  readonly violations: readonly string[];
  /** Ascending. */
  readonly latenciesMs: readonly number[];
}

class BystanderClients {
  readonly #producer: RawClient;
  readonly #consumer: RawClient;
  readonly #sentAtMs: number[] = [];
  readonly #latenciesMs: number[] = [];
  readonly #violations: string[] = [];
  #lastSeq: number | undefined;
  #received = 0;

  constructor(producer: RawClient, consumer: RawClient) {
    this.#producer = producer;
    this.#consumer = consumer;
    consumer.onFrame = (op, text) => {
      if (op === Opcode.Dispatch) this.#onDispatch(text);
    };
  }

  async submitUntil(isStopped: () => boolean): Promise<void> {
    let heartbeatAtMs = performance.now();
    while (!isStopped() && this.#producer.isOpen) {
      const val = this.#sentAtMs.push(performance.now());
      this.#producer.send(`{"op":6,"d":{"val":${val}},"t":"POWER"}`);
      if (performance.now() >= heartbeatAtMs + HEARTBEAT_INTERVAL_MS) {
        heartbeatAtMs = performance.now();
        for (const client of [this.#producer, this.#consumer]) client.send('{"op":0}');
      }
      await delay(SPACING_MS);
    }
  }

  /** Waits for the events in flight, then returns the report. */
  async report(): Promise<BystanderReport> {
    const endMs = performance.now() + DRAIN_TIMEOUT_MS;
    const isOpen = (): boolean => this.#producer.isOpen && this.#consumer.isOpen;
    const missing = (): number => this.#sentAtMs.length - this.#received;
    while (missing() > 0 && isOpen() && performance.now() < endMs) await delay(10);
    for (const { close } of [this.#producer, this.#consumer]) {
      if (close !== undefined) this.#violations.push(`closed with ${close.code} ${close.reason}`);
    }
    if (missing() > 0) this.#violations.push(`${missing()} events did not arrive`);
    return {
      received: this.#received,
      missing: missing(),
      violations: this.#violations,
      latenciesMs: this.#latenciesMs.sort((a, b) => a - b),
    };
  }

  #onDispatch(text: string): void {
    const { seq, d } = JSON.parse(text);
    if (this.#lastSeq !== undefined && seq !== this.#lastSeq + 1) {
      this.#violations.push(`seq ${seq} after ${this.#lastSeq}`);
    }
    this.#lastSeq = seq;
    const expected = ++this.#received;
    if (d.val !== expected) this.#violations.push(`event ${d.val}, expected ${expected}`);
    this.#latenciesMs.push(performance.now() - (this.#sentAtMs[d.val - 1] ?? 0));
  }
}

const { target, credentials } = workerData as BystanderData;
const consumer = await RawClient.identified(target, 'developer', { credentials });
const producer = await RawClient.identified(target, { user: 'bystander' }, { credentials });
let isStopped = false;
parentPort?.once('message', () => {
  isStopped = true;
});
const clients = new BystanderClients(producer, consumer);
parentPort?.postMessage('started');
await clients.submitUntil(() => isStopped);
parentPort?.postMessage(await clients.report());
producer[Symbol.dispose]();
consumer[Symbol.dispose]();
