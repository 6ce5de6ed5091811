/** All of `@wearwire/ble-parsers` in a browser, catalogue included, without types and globals of Node. */
import { decode, toReadings } from '@wearwire/ble-parsers';
import { catalog } from '@wearwire/ble-parsers/catalog';

const result = decode({ profile: 'gatt', id: '2A37', bytes: Uint8Array.of(0, 72) });
const isRead = result.ok && toReadings(result.value)[0]?.type === 'HEART_RATE';
console.log(isRead && catalog.length > 0 ? 'ok' : 'wrong');
