import { expect, it } from 'vitest';
import { gatewayUnderTest } from '../../test/gateway-under-test.js';
import type { Logger } from '../observability/logger.js';
import { createMemoryStorage } from '../storage/memory/memory-storage.js';
import { GatewayApplication } from './application.js';

it('answers 500 and logs the error if the handler of an HTTP request throws', async () => {
  const errors: object[] = [];
  const logger = { error: (fields: object) => errors.push(fields) } as unknown as Logger;
  const storage = createMemoryStorage({ retentionMs: 1_000, now: Date.now }, logger);
  const failure = new Error('no space');
  const settings = { trustedProxies: [], origins: undefined };
  const application = new GatewayApplication(
    gatewayUnderTest(storage, {}, logger),
    settings,
    () => {
      throw failure;
    },
  );
  const request = { method: 'GET', path: '/a', rawQuery: '', peerAddress: '', header: () => '' };
  const reply = await application.http(request, new Uint8Array(0));
  expect(reply).toEqual({ status: 500, body: { error: 'internal error' } });
  expect(errors).toEqual([{ err: failure, path: '/a' }]);
});
