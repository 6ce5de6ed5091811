/**
 * Sends on a schedule, independently of the server. Hot path.
 *
 * Send times are computed in blocks, slightly ahead. Each wake-up sends everything that is due, one write per
 * producer; late events are sent late and counted, never skipped. Between wake-ups the thread sleeps on a
 * futex (Atomics.wait), which is more precise than a timer and leaves the core to the server.
 */
import { nowUs } from '../clock.js';
import { type Arrivals, arrivalsOf, type Schedule } from '../load/schedule.js';
import { LatencyCounter } from '../measure/latency-counter.js';
import type { Producer } from './producer.js';

/** Send times are computed for this long at once. */
const BLOCK_US = 20_000;
/** Minimum time between two wake-ups, so that one wake-up sends for several producers. */
const PACE_US = 50;
/** Maximum sleep; no socket is read during it. */
const SLEEP_US_MAX = 250;
/** For longer waits a timer is precise enough. */
const TIMER_US = 3_000;
/** A block has one key per event, `time * INDEX_FACTOR + producer index`, which sorts by time. */
const INDEX_FACTOR = 2 ** 24;
/** A send that is more than this behind the schedule counts as late. */
const LATE_US = 1_000;

export class OpenLoop {
  /** Time from the scheduled to the actual send, for events of the window. */
  lateness = new LatencyCounter();
  lateSends = 0;
  windowFromUs = 0;
  windowToUs = Infinity;
  readonly #producers: readonly Producer[];
  readonly #arrivals: readonly Arrivals[];
  readonly #nextUs: Float64Array;
  readonly #startUs: number;
  readonly #cell = new Int32Array(new SharedArrayBuffer(4));
  #endUs: number;
  /** End of the block, relative to `#startUs`. */
  #blockUs = 0;
  #block: Float64Array = new Float64Array(0);
  #at = 0;
  /** Producers with events to send in this wake-up. */
  #withDue: Producer[] = [];
  #finished: () => void = () => {};

  /** Sends the events before `endUs`; both times are values of `nowUs`. */
  constructor(producers: readonly Producer[], schedule: Schedule, startUs: number, endUs: number) {
    this.#producers = producers;
    this.#arrivals = producers.map(({ number }) => arrivalsOf(schedule, number));
    this.#nextUs = Float64Array.from(this.#arrivals, (arrivals) => arrivals.next());
    this.#startUs = startUs;
    this.#endUs = endUs;
  }

  /** Resolves when the last event of the schedule has been passed to its socket. */
  async run(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#finished = resolve;
      this.#fillBlock();
      this.#pump();
    });
  }

  /** Stops the loop: events that are due later than now are not sent. */
  stop(): void {
    this.#endUs = Math.min(this.#endUs, nowUs());
  }

  readonly #pump = (): void => {
    const now = nowUs();
    const end = Math.min(now + 1, this.#endUs) - this.#startUs;
    for (;;) {
      if (this.#at === this.#block.length) {
        if (this.#blockUs >= end) break;
        this.#fillBlock();
        continue;
      }
      const key = this.#block[this.#at] as number;
      const timeUs = this.#blockUs - BLOCK_US + Math.floor(key / INDEX_FACTOR);
      if (timeUs >= end) break;
      this.#at++;
      this.#addDue(this.#producers[key % INDEX_FACTOR] as Producer, timeUs + this.#startUs, now);
    }
    for (const producer of this.#withDue) producer.sendDue();
    this.#withDue.length = 0;
    if (now >= this.#endUs) this.#finished();
    else this.#sleep();
  };

  #addDue(producer: Producer, timeUs: number, now: number): void {
    if (producer.dueCount === 0 || producer.client === undefined) this.#withDue.push(producer);
    producer.addDue(timeUs);
    if (timeUs < this.windowFromUs || timeUs >= this.windowToUs) return;
    const lateUs = now - timeUs;
    this.lateness.record(lateUs);
    if (lateUs > LATE_US) this.lateSends++;
  }

  #sleep(): void {
    const next =
      this.#at < this.#block.length
        ? this.#blockUs - BLOCK_US + Math.floor((this.#block[this.#at] as number) / INDEX_FACTOR)
        : this.#blockUs;
    const waitUs = Math.min(next + this.#startUs, this.#endUs) - nowUs();
    if (waitUs > TIMER_US) {
      setTimeout(this.#pump, (waitUs - TIMER_US / 2) / 1e3);
      return;
    }
    const sleepUs = Math.min(Math.max(waitUs, PACE_US), SLEEP_US_MAX);
    Atomics.wait(this.#cell, 0, 0, sleepUs / 1e3);
    setImmediate(this.#pump);
  }

  /** Computes the send times of the next block for all producers, sorted. */
  #fillBlock(): void {
    const endUs = this.#blockUs + BLOCK_US;
    const keys: number[] = [];
    for (let index = 0; index < this.#nextUs.length; index++) {
      let next = this.#nextUs[index] as number;
      while (next < endUs) {
        keys.push(Math.floor(next - this.#blockUs) * INDEX_FACTOR + index);
        next = (this.#arrivals[index] as Arrivals).next();
      }
      this.#nextUs[index] = next;
    }
    this.#block = Float64Array.from(keys).sort();
    this.#blockUs = endUs;
    this.#at = 0;
  }
}
