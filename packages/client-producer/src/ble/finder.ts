/** How a characteristic is found again: what was found before is dead once the sensor was gone. */
import type { BleCharacteristic, WebCharacteristic } from './characteristics.js';

/**
 * Connects the sensor and resolves with its characteristic; called for each attempt. A rejection is tried
 * again.
 */
export type FindCharacteristic = () => Promise<BleCharacteristic>;

/**
 * A function is asked each time. Of Web Bluetooth a characteristic leads to its device, which is connected
 * again; of the other libraries it does not, and is used as it is.
 */
export function finderOf(given: BleCharacteristic | FindCharacteristic): FindCharacteristic {
  if (typeof given === 'function') return given;
  return 'startNotifications' in given ? () => findWebAgain(given) : async () => given;
}

async function findWebAgain(given: WebCharacteristic): Promise<WebCharacteristic> {
  const { uuid: serviceUuid, device } = given.service;
  if (!device.gatt || device.gatt.connected) return given;
  const server = await device.gatt.connect();
  const service = await server.getPrimaryService(serviceUuid);
  return service.getCharacteristic(given.uuid);
}
