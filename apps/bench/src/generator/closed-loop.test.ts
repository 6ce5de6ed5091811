import { describe, expect, it } from 'vitest';
import { payloadOf } from '../payload.js';
import { submitFrame } from '../wires/wearwire.js';
import { ClosedLoop } from './closed-loop.js';
import type { FeedbackReceiver } from './feedback.js';
import type { LoadClient } from './load-client.js';
import { Producer } from './producer.js';

/** Delivery counts set by the test instead of consumers. */
class Feedback {
  onDelivered = (_producer: number): void => {};
  readonly #counts = new Map<number, number>();

  delivered(producer: number): number | undefined {
    return this.#counts.get(producer);
  }

  setDelivered(producer: number, count: number): void {
    this.#counts.set(producer, count);
    this.onDelivered(producer);
  }
}

function producerOf(number: number): Producer {
  const payload = payloadOf(number, 'heart-rate');
  const producer = new Producer(number, submitFrame(payload), payload.length);
  const client = { connection: { write: () => true }, onHeartbeatSent: () => {} };
  producer.connected(client as unknown as LoadClient);
  return producer;
}

describe('the closed loop', () => {
  it('keeps at most the window in flight, and sends more after deliveries', async () => {
    const feedback = new Feedback();
    const producer = producerOf(0);
    const loop = new ClosedLoop([producer], feedback as unknown as FeedbackReceiver, 8, 20);
    const done = loop.run();
    expect(producer.next).toBe(8);
    feedback.setDelivered(0, 1);
    expect(producer.next).toBe(8);
    feedback.setDelivered(0, 5);
    expect(producer.next).toBe(13);
    feedback.setDelivered(0, 13);
    expect(producer.next).toBe(20);
    await done;
  });

  it('has a separate window for each producer', () => {
    const feedback = new Feedback();
    const producers = [producerOf(0), producerOf(1)];
    void new ClosedLoop(producers, feedback as unknown as FeedbackReceiver, 4, Infinity).run();
    feedback.setDelivered(1, 4);
    expect(producers.map(({ next }) => next)).toEqual([4, 8]);
  });

  it('sends nothing after it is stopped', async () => {
    const feedback = new Feedback();
    const producer = producerOf(0);
    const loop = new ClosedLoop([producer], feedback as unknown as FeedbackReceiver, 4, Infinity);
    const done = loop.run();
    loop.stop();
    await done;
    feedback.setDelivered(0, 4);
    expect(producer.next).toBe(4);
  });
});
