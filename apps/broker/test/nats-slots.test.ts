/** What a broker on NATS remembers of the slots of other brokers. */
import { natsServer } from '@wearwire/test-support/nats';
import { describe, expect, it } from 'vitest';
import type { NatsSlotStore } from '../src/storage/nats/nats-slots.js';
import { TestBrokers } from './nats-concurrent-appends.js';
import { serversOfSuite } from './nats-under-test.js';

describe.skipIf(natsServer() === undefined)('slots of two brokers on NATS', () => {
  const suite = serversOfSuite();

  it('forget the broker of a holder that the record of the slot no longer contains', async () => {
    await using brokers = await TestBrokers.open(suite.servers, 2);
    const slots = brokers.storages.map((storage) => storage.slots as NatsSlotStore);
    const [a, b] = slots as [NatsSlotStore, NatsSlotStore];
    const isKnown = () => ['first', 'second'].map((id) => b.nodeOf(id) !== undefined);
    await a.acquire('k', 1, 'first');
    await b.acquire('k', 1, 'newcomer');
    expect(isKnown()).toEqual([true, false]);
    await a.release('k', 'first');
    await a.acquire('k', 1, 'second');
    await b.acquire('k', 1, 'newcomer');
    expect(isKnown()).toEqual([false, true]);
    await a.release('k', 'second');
    await b.acquire('k', 1, 'newcomer');
    expect(isKnown()).toEqual([false, false]);
  });

  it('keep the broker of a holder that still has a slot', async () => {
    await using brokers = await TestBrokers.open(suite.servers, 2);
    const slots = brokers.storages.map((storage) => storage.slots as NatsSlotStore);
    const [a, b] = slots as [NatsSlotStore, NatsSlotStore];
    await a.acquire('k', 2, 'first');
    await a.acquire('k', 2, 'second');
    await b.acquire('k', 2, 'newcomer');
    await a.release('k', 'second');
    await b.acquire('k', 2, 'newcomer');
    expect(b.nodeOf('first')).toBe(brokers.storages[0]?.node);
    expect(b.nodeOf('second')).toBeUndefined();
  });
});
