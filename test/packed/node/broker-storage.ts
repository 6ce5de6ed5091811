/** `@wearwire/broker/storage` and its contract as installed: the cases of consumers' slots, on the local store. */
import assert from 'node:assert/strict';
import { LocalBrokers, LocalSlotStore } from '@wearwire/broker/storage';
import { type SlotsUnderTest, slotsContract } from '@wearwire/broker/storage-contract';

async function openSlots(): Promise<SlotsUnderTest> {
  return {
    slots: new LocalSlotStore(),
    brokers: new LocalBrokers(),
    [Symbol.asyncDispose]: async () => {},
  };
}

const cases = slotsContract(openSlots);
assert.ok(cases.length > 0);
for (const { run } of cases) await run();
