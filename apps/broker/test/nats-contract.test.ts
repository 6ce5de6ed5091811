/** The storage contract on one NATS server or, with WEARWIRE_NATS_CLUSTER=1, on three with three replicas. */

import { natsServer } from '@wearwire/test-support/nats';
import { describe } from 'vitest';
import {
  boundedLogContract,
  eventLogContract,
} from '../src/storage/contract/event-log-contract.js';
import {
  developerStoreContract,
  slotsContract,
  tokenStoreContract,
} from '../src/storage/contract/store-contracts.js';
import { checkContract } from './check-contract.js';
import { newPrefix, openLog, openStorage, serversOfSuite } from './nats-under-test.js';

/** One by default: on three, creating the streams takes more than a second per case. */
const SERVERS = process.env.WEARWIRE_NATS_CLUSTER === '1' ? 3 : 1;

describe.skipIf(natsServer() === undefined)(`on NATS, ${SERVERS} server(s)`, () => {
  const suite = serversOfSuite(SERVERS);

  async function openStores() {
    const clock = { nowMs: 1_000_000_000 };
    const storage = await openStorage(suite.servers, newPrefix(), { nowMs: () => clock.nowMs });
    return { ...storage, clock, [Symbol.asyncDispose]: () => storage.close() };
  }

  checkContract(
    'EventLog',
    eventLogContract(() => openLog(suite.servers)),
  );
  checkContract(
    'EventLog, bounded in size',
    boundedLogContract((bytesMax) => openLog(suite.servers, { bytesMax })),
  );
  checkContract('TokenStore', tokenStoreContract(openStores));
  checkContract('DeveloperStore', developerStoreContract(openStores));
  checkContract('SlotStore and Brokers', slotsContract(openStores));
});
