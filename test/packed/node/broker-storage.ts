/** `@wearwire/broker/storage` and its contract as installed: the cases of consumers' places, on the local store. */
import assert from 'node:assert/strict';
import { LocalPeers, LocalPlaceStore } from '@wearwire/broker/storage';
import { type PlacesUnderTest, placesContract } from '@wearwire/broker/storage-contract';

async function openPlaces(): Promise<PlacesUnderTest> {
  return {
    places: new LocalPlaceStore(),
    peers: new LocalPeers(),
    [Symbol.asyncDispose]: async () => {},
  };
}

const cases = placesContract(openPlaces);
assert.ok(cases.length > 0);
for (const { run } of cases) await run();
