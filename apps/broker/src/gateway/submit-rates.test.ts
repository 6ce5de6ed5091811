import { randomFrom } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { type SubmitRateSettings, SubmitRates } from './submit-rates.js';

function rates(settings: Partial<SubmitRateSettings>): SubmitRates {
  return new SubmitRates({
    connectionSubmitsPerSecond: 0,
    userSubmitsPerSecond: 0,
    developerSubmitsPerSecond: 0,
    connectionBytesPerSecond: 0,
    userBytesPerSecond: 0,
    developerBytesPerSecond: 0,
    rateBurstMs: 2_000,
    rateGraceMs: 1_000,
    rateGraceEventsLeast: 0,
    rateGraceBytesLeast: 0,
    ...settings,
  });
}

type Producer = ReturnType<SubmitRates['join']>;

/** The number of events of 100 bytes that are accepted now, and the limit that refuses the next one. */
function submitAll(producer: Producer, nowMs: number, eventsMax = 10_000) {
  for (let accepted = 0; accepted < eventsMax; accepted++) {
    const exceeded = producer?.consume(100, nowMs);
    if (exceeded !== undefined) return { accepted, exceeded };
  }
  return { accepted: eventsMax, exceeded: undefined };
}

describe('SubmitRates', () => {
  it('has no effect if no limit is set', () => {
    expect(rates({}).join('a', 'u')).toBeUndefined();
  });

  it.each([
    ['connectionSubmitsPerSecond', 10, 30],
    ['connectionBytesPerSecond', 1_000, 30],
    ['userSubmitsPerSecond', 10, 30],
    ['userBytesPerSecond', 2_000, 60],
    ['developerSubmitsPerSecond', 10, 30],
    ['developerBytesPerSecond', 1_000, 30],
  ] as const)('[P-LIM-1] stops at %s', (limit, perSecond, accepted) => {
    const producer = rates({ [limit]: perSecond }).join('a', 'u');
    expect(submitAll(producer, 0)).toEqual({ accepted, exceeded: limit });
  });

  it('[P-LIM-1] counts per connection, per user across connections, and per developer across users', () => {
    const limits = rates({
      connectionSubmitsPerSecond: 10,
      userSubmitsPerSecond: 20,
      developerSubmitsPerSecond: 25,
    });
    const join = (user: string) => limits.join('a', user);
    expect(submitAll(join('ann'), 0)).toEqual({
      accepted: 30,
      exceeded: 'connectionSubmitsPerSecond',
    });
    expect(submitAll(join('ann'), 0).accepted).toBe(30);
    expect(submitAll(join('ann'), 0)).toEqual({ accepted: 0, exceeded: 'userSubmitsPerSecond' });
    expect(submitAll(join('bob'), 0)).toEqual({
      accepted: 15,
      exceeded: 'developerSubmitsPerSecond',
    });
    expect(submitAll(limits.join('b', 'ann'), 0).accepted).toBe(30);
  });

  it('[P-LIM-1] does not refill the burst of a user that reconnects', async () => {
    const limits = rates({ userSubmitsPerSecond: 10 });
    const first = limits.join('a', 'u');
    submitAll(first, 0);
    first?.leave();
    await limits.purge(0);
    expect(submitAll(limits.join('a', 'u'), 0).accepted).toBe(0);
    await limits.purge(3_000);
    expect(submitAll(limits.join('a', 'u'), 3_000).accepted).toBe(30);
  });

  it('[P-LIM-1] lets a producer exceed even the lowest rate by the least grace, in events and bytes', () => {
    // In both cases 2 events of the burst and 50 of the grace.
    const events = rates({ userSubmitsPerSecond: 1, rateGraceEventsLeast: 50 }).join('a', 'u');
    expect(submitAll(events, 0).accepted).toBe(52);
    const bytes = rates({ userBytesPerSecond: 100, rateGraceBytesLeast: 5_000 }).join('a', 'u');
    expect(submitAll(bytes, 0).accepted).toBe(52);
  });

  it('returns until when ACKs wait: now if within the rate, and at most the grace later', () => {
    const producer = rates({ connectionSubmitsPerSecond: 10 }).join('a', 'u');
    submitAll(producer, 50_000, 20);
    expect(producer?.withinRateAtMs).toBe(50_000);
    submitAll(producer, 50_000);
    expect(producer?.withinRateAtMs).toBe(51_000);
  });

  it('accepts a 500 Hz sensor for an hour at a limit of 500, with jitter and pauses of a second', () => {
    const random = randomFrom(7);
    const producer = rates({ connectionSubmitsPerSecond: 500 }).join('a', 'u');
    let sentUpToMs = 0;
    const refused: number[] = [];
    for (let nowMs = 0; nowMs < 3_600_000; nowMs += random() < 0.01 ? 1_000 : random() * 100) {
      for (; sentUpToMs <= nowMs; sentUpToMs += 2) {
        if (producer?.consume(100, nowMs) !== undefined) refused.push(nowMs);
      }
    }
    expect(refused).toEqual([]);
    expect(producer?.withinRateAtMs).toBeLessThanOrEqual(sentUpToMs);
  });
});
