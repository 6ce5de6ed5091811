/** The storage contract on NATS JetStream: one server, and three with three replicas. */

import { NatsServers, natsServer } from '@wearwire/test-support/nats';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { ContractCase } from '../src/storage/contract/contract-case.js';
import {
  boundedLogContract,
  eventLogContract,
} from '../src/storage/contract/event-log-contract.js';
import {
  developerStoreContract,
  slotsContract,
  tokenStoreContract,
} from '../src/storage/contract/store-contracts.js';
import { newPrefix, openLog, openStorage } from './nats-under-test.js';

function check(title: string, cases: readonly ContractCase[]): void {
  describe(title, () => {
    it.each(cases)('$name', ({ run }) => run());
  });
}

/** A cluster needs more than a second per case, because its streams are created again. */
const COUNTS = process.env.WEARWIRE_NATS_CLUSTER === '1' ? ([1, 3] as const) : ([1] as const);

describe.skipIf(natsServer() === undefined).each(COUNTS)('on NATS, %i server(s)', (count) => {
  let servers: NatsServers;
  beforeAll(async () => {
    servers = await NatsServers.start(count);
  });
  afterAll(() => servers[Symbol.asyncDispose]());

  async function openStores() {
    const clock = { nowMs: 1_000_000_000 };
    const storage = await openStorage(servers, newPrefix(), { nowMs: () => clock.nowMs });
    return { ...storage, clock, [Symbol.asyncDispose]: () => storage.close() };
  }

  check(
    'EventLog',
    eventLogContract(() => openLog(servers)),
  );
  check(
    'EventLog, bounded in size',
    boundedLogContract((bytesMax) => openLog(servers, { bytesMax })),
  );
  check('TokenStore', tokenStoreContract(openStores));
  check('DeveloperStore', developerStoreContract(openStores));
  check('SlotStore and Brokers', slotsContract(openStores));
});
