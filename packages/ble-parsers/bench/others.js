/**
 * Other npm packages that decode 0x2A37, each wrapped in one call. Their results differ:
 *
 *   web-bluetooth      rate, contact, energy, all RR intervals as sent; unmaintained since 2016
 *   ble-packet         flags, rate, energy, the first RR interval as sent; generic, by callback
 *   incyclist-devices  rate and the bytes as hex; RR in s, wrong if energy is sent; part of an app, so
 *                      its class is imported by path
 *
 * Not compared: packages whose decoder cannot be called without a radio (node-red-contrib-ble-heart-rate,
 * ble-heart-rate-reader), and packages that are not on npm (ble-hrm, bluetooth-heartrate-wc,
 * @deancochran/ftms).
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import blePacket from 'ble-packet';
import bluetoothMap from 'web-bluetooth/dist/npm/bluetoothMap.js';

const require = createRequire(import.meta.url);
const main = require.resolve('incyclist-devices');
const sensor = main.replace(/cjs.index\.js$/, 'esm/ble/hr/sensor.js');
const { default: BleHrmDevice } = await import(pathToFileURL(sensor).href);
const hrm = Object.create(BleHrmDevice.prototype);

const { parseValue } = bluetoothMap.gattCharacteristicsMapping.heart_rate_measurement;

let parsed;
const keep = (_, result) => {
  parsed = result;
};

/**
 * Returns `[label, decode(index)]` for each decoder of another package. `views`: the packets; their
 * number must be a power of two.
 */
export function others(views) {
  const buffers = views.map((view) => Buffer.from(view.buffer));
  const mask = views.length - 1;
  return [
    [
      'web-bluetooth 0.1.2: RR as sent, throws if truncated',
      (index) => parseValue(views[index & mask]),
    ],
    [
      'incyclist-devices 3.0.37: one RR, bytes as hex',
      (index) => hrm.parseHrm(buffers[index & mask]),
    ],
    [
      'ble-packet 0.6.0: one RR, by callback',
      (index) => {
        blePacket.parse('0x2a37', buffers[index & mask], keep);
        return parsed;
      },
    ],
  ];
}
