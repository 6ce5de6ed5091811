/** Uses every entry point of the installed package `@wearwire/conformance`. */
import assert from 'node:assert/strict';
import { CHECKS, type Check, CLIENT_CHECKS, selectChecks } from '@wearwire/conformance';
import { FaultProxy, type LinkFaults, ScriptedServer } from '@wearwire/conformance/testing';

const checks: readonly Check[] = selectChecks(['heartbeat']);
assert.ok(checks.length > 0 && checks.length < CHECKS.length);
assert.ok(CLIENT_CHECKS.length > 0);
assert.equal(new ScriptedServer().connections.length, 0);

const faults: LinkFaults = { latencyMs: 1 };
const proxy = await FaultProxy.start({ port: 9, faults });
assert.equal(proxy.urlOf('ws://127.0.0.1:9/connect'), `ws://127.0.0.1:${proxy.port}/connect`);
await proxy[Symbol.asyncDispose]();
