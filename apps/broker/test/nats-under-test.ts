/** Servers and storages on NATS for tests; each storage has a separate prefix and a clock that the test sets. */

import { NatsServers } from '@wearwire/test-support/nats';
import { afterAll, beforeAll } from 'vitest';
import { createLogger } from '../src/observability/logger.js';
import type { LogUnderTest } from '../src/storage/contract/log-under-test.js';
import type { NatsStorageOptions } from '../src/storage/nats/nats-options.js';
import { openNatsStorage } from '../src/storage/nats/nats-storage.js';
import type { Storage } from '../src/storage/ports.js';

export const RETENTION_MS = 1_000_000;

/** Whether the tests run in their long form, as in .ci/long. */
export const isLong = process.env.WEARWIRE_NATS_LONG === '1';

/** Starts servers before the tests of the calling suite and stops them after the tests. */
export function serversOfSuite(count: 1 | 3 = 1): { readonly servers: NatsServers } {
  let servers: NatsServers;
  beforeAll(async () => {
    servers = await NatsServers.start(count);
  });
  afterAll(() => servers[Symbol.asyncDispose]());
  return {
    get servers() {
      return servers;
    },
  };
}

let prefixes = 0;

export function newPrefix(): string {
  return `test${++prefixes}`;
}

export type StorageSettings = Partial<NatsStorageOptions> & { readonly nowMs?: () => number };

export function openStorage(
  servers: NatsServers,
  prefix: string,
  { nowMs = Date.now, ...more }: StorageSettings = {},
): Promise<Storage> {
  const retentionMs = more.retentionMs ?? RETENTION_MS;
  return openNatsStorage({
    url: servers.url,
    credentialsFile: '',
    caFile: '',
    certFile: '',
    keyFile: '',
    prefix,
    replicas: servers.count,
    shards: 2,
    retentionMs,
    bytesMax: 0,
    tokenLifetimeMs: 60_000,
    frameBytesMax: 65_536,
    clock: { now: nowMs, ago: (ms) => nowMs() - ms, check: async () => {} },
    logger: createLogger('silent'),
    ...more,
  });
}

/** The log of one broker; `reopen` opens it in another one. */
export async function openLog(
  servers: NatsServers,
  settings: StorageSettings = {},
): Promise<LogUnderTest & { storage: Storage }> {
  const prefix = newPrefix();
  const clock = { nowMs: 1_000_000_000 };
  const open = () => openStorage(servers, prefix, { nowMs: () => clock.nowMs, ...settings });
  let storage = await open();
  return {
    get storage() {
      return storage;
    },
    get log() {
      return storage.log;
    },
    clock,
    retentionMs: RETENTION_MS,
    isShared: true,
    reopen: async () => {
      await storage.close();
      storage = await open();
    },
    [Symbol.asyncDispose]: () => storage.close(),
  };
}
