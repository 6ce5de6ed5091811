/** Uses every entry point of the installed package `@wearwire/client-core`. */
import assert from 'node:assert/strict';
import { CLIENT_LIMITS, ClientError, connectUrl, tokenFromServer } from '@wearwire/client-core';
import { msgpack } from '@wearwire/client-core/msgpack';
import { LogServer, ScriptedServer, settle, VirtualClock } from '@wearwire/client-core/testing';

assert.equal(msgpack.encoding, 'msgpack');
assert.ok(Object.keys(CLIENT_LIMITS).length > 0);
assert.equal(typeof connectUrl, 'function');
assert.equal(new ScriptedServer().connections.length, 0);
assert.deepEqual(new LogServer().violations, []);

const clock = new VirtualClock();
let rings = 0;
clock.setTimeout(() => rings++, 1_000);
await clock.advance(1_000);
await settle();
assert.equal(rings, 1);

assert.throws(
  () => tokenFromServer({ url: 'not a url', developerId: 'me', apiKey: 'secret' }),
  (error: unknown) =>
    error instanceof ClientError && error.code === 'url-invalid' && !error.retryable,
);
