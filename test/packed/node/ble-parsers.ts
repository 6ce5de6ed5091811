/** Uses every entry point of the installed package `@wearwire/ble-parsers`. */
import assert from 'node:assert/strict';
import {
  createDeviceDecoder,
  decode,
  decodeHeartRateMeasurement,
  type HeartRateMeasurement,
  hrv,
  toReadings,
} from '@wearwire/ble-parsers';
import { catalog, type DecoderMeta } from '@wearwire/ble-parsers/catalog';

const bytes = Uint8Array.of(0x16, 72, 0x40, 0x03);
const result = decodeHeartRateMeasurement(bytes);
assert.ok(result.ok);
const value: HeartRateMeasurement = result.value;
const heartRateBpm: number | undefined = value.heartRateBpm;
assert.equal(heartRateBpm, 72);
assert.deepEqual(
  toReadings(value).map(({ type }) => type),
  ['HEART_RATE', 'RR_INTERVAL'],
);

const found = decode({ profile: 'gatt', id: '2A37', bytes });
assert.ok(found.ok);
const cut = decodeHeartRateMeasurement(new DataView(new ArrayBuffer(0)));
assert.equal(cut.ok ? undefined : cut.error.code, 'too-short');

const device = createDeviceDecoder({ profile: 'gatt', id: '2A37' });
assert.ok(device.next(bytes, 0).ok);
assert.equal(typeof hrv({ hrvWindowMs: 30_000 }), 'function');

const meta: DecoderMeta | undefined = catalog.find(({ id }) => id === '2A37');
assert.ok(meta);
