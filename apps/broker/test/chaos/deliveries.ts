/** Compares the events that were submitted, confirmed, delivered and stored. */
import type { Consumer, StreamEvent } from '@wearwire/client-consumer';
import type { Producer } from '@wearwire/client-producer';
import { expect } from 'vitest';
import { range } from '../range.js';

/** The values that one producer submits, counted from 1, and their outcomes. */
export class Submissions {
  readonly user: string;
  readonly #producer: Producer;
  readonly acked: number[] = [];
  count = 0;
  dropped = 0;
  resent = 0;

  constructor(user: string, producer: Producer) {
    this.user = user;
    this.#producer = producer;
    producer.on('resent', ({ count }) => {
      this.resent += count;
    });
    producer.on('error', () => {}); // the test causes reconnects
  }

  submit(): void {
    const val = ++this.count;
    void this.#producer.submit('POWER', { ts: '2026-01-01T00:00:00Z', val }).then((outcome) => {
      if (outcome === 'acked') this.acked.push(val);
      else this.dropped++;
    });
  }
}

/** Every event by its seq, as the first consumer received it; the others must receive the same. */
export class Deliveries {
  /** `user:val` by seq - 1. */
  readonly events: string[] = [];
  readonly violations: string[] = [];
  readonly #lastSeqs = new Map<Consumer, number>();

  watch(consumer: Consumer): void {
    this.#lastSeqs.set(consumer, 0);
    consumer.on('*', (event: StreamEvent) => this.#received(consumer, event));
    consumer.on('gap', (gap) => this.violations.push(`gap ${JSON.stringify(gap)}`));
    consumer.on('reset', (reset) => this.violations.push(`reset ${JSON.stringify(reset)}`));
    consumer.on('error', () => {});
  }

  /** Whether every consumer has received all events up to this seq. */
  includeAll(seq: number): boolean {
    return [...this.#lastSeqs.values()].every((last) => last >= seq);
  }

  #received(consumer: Consumer, { seq, uid, reading }: StreamEvent): void {
    const last = this.#lastSeqs.get(consumer) ?? 0;
    if (seq !== last + 1) this.violations.push(`seq ${seq} after ${last}`);
    this.#lastSeqs.set(consumer, seq);
    const event = `${uid}:${(reading as { val: number }).val}`;
    const known = this.events[seq - 1];
    if (known === undefined) this.events[seq - 1] = event;
    else if (known !== event) this.violations.push(`seq ${seq} was ${known} and is ${event}`);
  }
}

/** How often each number of a user is in the log, in the order of first occurrence. */
function timesOf(user: string, log: readonly string[]): Map<number, number> {
  const times = new Map<number, number>();
  for (const event of log) {
    if (!event.startsWith(`${user}:`)) continue;
    const val = Number(event.slice(user.length + 1));
    times.set(val, (times.get(val) ?? 0) + 1);
  }
  return times;
}

/** Asserts that all submitted events are stored, in order. Returns how many are stored more than once. */
export function expectStored(submissions: Submissions, log: readonly string[]): number {
  const { user, count, acked, dropped } = submissions;
  const times = timesOf(user, log);
  const missing = acked.filter((val) => !times.has(val));
  expect(missing, `${user}: acknowledged but not stored`).toEqual([]);
  expect({ user, dropped, acked: acked.length }).toEqual({ user, dropped: 0, acked: count });
  expect([...times.keys()]).toEqual(range(1, count));
  return [...times.values()].reduce((sum, n) => sum + n - 1, 0);
}
