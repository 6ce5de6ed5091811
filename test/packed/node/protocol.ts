/** Uses every entry point of the installed package `@wearwire/protocol`. */
import assert from 'node:assert/strict';
import {
  CloseCode,
  decodeServerFrame,
  type EventType,
  encodeFrame,
  LIMITS,
  Opcode,
  retryPolicy,
  type ServerFrame,
} from '@wearwire/protocol';
import { EVENT_TYPE_MEANINGS, LIMIT_MEANINGS } from '@wearwire/protocol/meanings';
import { decodeServerFrameMsgpack, encodeFrameMsgpack } from '@wearwire/protocol/msgpack';
import { FrameScanner } from '@wearwire/protocol/server';

const reading = { ts: '2026-01-01T00:00:00.000Z', val: 72 };
const frame: ServerFrame = {
  op: Opcode.Dispatch,
  d: reading,
  uid: 'anna',
  seq: 1,
  t: 'HEART_RATE',
};
const text = encodeFrame(frame);
assert.deepEqual(decodeServerFrame(text), { ok: true, value: frame });
assert.deepEqual(decodeServerFrameMsgpack(encodeFrameMsgpack(frame)), { ok: true, value: frame });

const wrong = decodeServerFrame('{"op":');
assert.equal(wrong.ok, false);
if (!wrong.ok) assert.equal(typeof wrong.error, 'string');

const scanner = new FrameScanner();
assert.equal(scanner.scan(new TextEncoder().encode(text)), undefined);
assert.equal(scanner.op, Opcode.Dispatch);

assert.equal(retryPolicy(CloseCode.InvalidFrame), 'never');
const type: EventType = 'HEART_RATE';
assert.ok(EVENT_TYPE_MEANINGS[type].length > 0);
assert.deepEqual(Object.keys(LIMIT_MEANINGS).sort(), Object.keys(LIMITS).sort());
