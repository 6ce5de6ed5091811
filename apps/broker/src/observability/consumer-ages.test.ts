import { describe, expect, it } from 'vitest';
import { largestLag, oldestUnreadSeconds } from './consumer-ages.js';

const at = (developerId: string, lag: number, nextSeq = 1) => ({ developerId, lag, nextSeq });

describe('the age of the oldest unread event', () => {
  it('belongs to the oldest event, not to the consumer with the most unread events', async () => {
    const stored: Record<string, number> = { a: 40_000, b: 10_000 };
    const seconds = await oldestUnreadSeconds({
      consumers: () => [at('a', 500), at('b', 2), at('c', 0)],
      storedAtMs: async (developerId) => stored[developerId],
      now: () => 70_000,
    });
    expect(seconds).toBe(60);
  });

  it('is 0 if no unread event is kept and readable', async () => {
    const base = { now: () => 70_000, storedAtMs: async () => undefined };
    expect(await oldestUnreadSeconds({ ...base, consumers: () => [] })).toBe(0);
    expect(await oldestUnreadSeconds({ ...base, consumers: () => [at('a', 3)] })).toBe(0);
    const failing = { ...base, storedAtMs: () => Promise.reject(new Error('EIO')) };
    expect(await oldestUnreadSeconds({ ...failing, consumers: () => [at('a', 3)] })).toBe(0);
  });

  it('is looked up for only 32 of 300,000 consumers, those with the largest lag', async () => {
    const consumers = Array.from({ length: 300_000 }, (_, i) => at(String(i), i));
    expect(largestLag(consumers)).toBe(299_999);
    const asked: string[] = [];
    await oldestUnreadSeconds({
      consumers: () => consumers,
      storedAtMs: async (developerId) => void asked.push(developerId),
      now: () => 0,
    });
    expect(asked).toHaveLength(32);
    expect(Math.min(...asked.map(Number))).toBe(299_968);
  });
});
