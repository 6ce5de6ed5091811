import { describe, expect, it } from 'vitest';
import { nowUs } from '../clock.js';
import type { Schedule } from '../load/schedule.js';
import { PayloadFields, payloadOf, readPayload } from '../payload.js';
import { submitFrame } from '../wires/wearwire.js';
import type { LoadClient } from './load-client.js';
import { OpenLoop } from './open-loop.js';
import { Producer } from './producer.js';

/** Replaces a connection and records its writes. */
class Written {
  readonly events: { number: number; timeUs: number }[] = [];
  onHeartbeatSent = (): void => {};
  readonly #frameLength: number;
  readonly #payloadAt: number;
  readonly #payloadLength: number;
  onWrite = (): void => {};

  constructor(frameLength: number, payloadAt: number, payloadLength: number) {
    this.#frameLength = frameLength;
    this.#payloadAt = payloadAt;
    this.#payloadLength = payloadLength;
  }

  readonly connection = {
    write: (bytes: Buffer): boolean => {
      const fields = new PayloadFields();
      for (let at = 0; at < bytes.length; at += this.#frameLength) {
        readPayload(bytes, at + this.#payloadAt, this.#payloadLength, fields);
        this.events.push({ number: fields.number, timeUs: fields.timeUs });
      }
      this.onWrite();
      return true;
    },
  };
}

function producerOf(number: number): { producer: Producer; written: Written } {
  const payload = payloadOf(number, 'heart-rate');
  const frame = submitFrame(payload);
  const written = new Written(frame.bytes.length, frame.payloadAt, payload.length);
  const producer = new Producer(number, frame, payload.length);
  producer.connected(written as unknown as LoadClient);
  return { producer, written };
}

const RATE_PER_S = 2_000;
const EVENTS = 200;

function scheduleOf(producers: number): Schedule {
  const ratesPerS = new Float64Array(producers).fill(RATE_PER_S);
  return { shape: 'constant', ratesPerS, steps: [], seed: 1 };
}

describe('the open loop', () => {
  it('sends each event of the schedule once, numbered in order, with its scheduled time', async () => {
    const all = [0, 1, 2].map(producerOf);
    const startUs = nowUs();
    const endUs = startUs + (EVENTS / RATE_PER_S) * 1e6;
    const producers = all.map(({ producer }) => producer);
    await new OpenLoop(producers, scheduleOf(3), startUs, endUs).run();
    for (const { written } of all) {
      expect(written.events.map(({ number }) => number)).toEqual([...Array(EVENTS).keys()]);
      const times = written.events.map(({ timeUs }) => timeUs);
      expect(times[0]).toBeGreaterThanOrEqual(startUs);
      expect(times.at(-1)).toBeLessThan(endUs);
      for (let i = 1; i < EVENTS; i++) {
        expect(Math.abs(times[i]! - times[i - 1]! - 1e6 / RATE_PER_S)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('sends late events late, skips none and counts them', async () => {
    const { producer, written } = producerOf(0);
    let hasStalled = false;
    written.onWrite = () => {
      if (hasStalled) return;
      hasStalled = true;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    };
    const startUs = nowUs();
    const endUs = startUs + (EVENTS / RATE_PER_S) * 1e6;
    const loop = new OpenLoop([producer], scheduleOf(1), startUs, endUs);
    await loop.run();
    expect(written.events.map(({ number }) => number)).toEqual([...Array(EVENTS).keys()]);
    // In 50 ms at 2,000 per second about 100 events became due, all but the last ones over 1 ms late.
    expect(loop.lateSends).toBeGreaterThan(90);
    expect(loop.lateness.toHistogram().maxValue).toBeGreaterThan(40_000);
    const times = written.events.map(({ timeUs }) => timeUs);
    expect(times.at(-1)! - times[0]!).toBeLessThan(endUs - startUs);
  });

  it('keeps events that become due while disconnected, and sends them afterwards', async () => {
    const { producer, written } = producerOf(0);
    const client = producer.client!;
    producer.disconnected();
    const startUs = nowUs();
    const run = new OpenLoop([producer], scheduleOf(1), startUs, startUs + 100_000).run();
    await run;
    expect(written.events).toHaveLength(0);
    producer.connected(client);
    producer.sendDue();
    expect(written.events).toHaveLength(EVENTS);
  });
});
