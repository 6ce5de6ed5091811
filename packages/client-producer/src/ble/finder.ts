/** Finds a characteristic again after a reconnect, which invalidates the previous object. */
import type { BleCharacteristic, WebCharacteristic } from './characteristics.js';

/**
 * Connects the sensor and resolves with its characteristic. Called for each attempt; retried after a
 * rejection.
 */
export type FindCharacteristic = () => Promise<BleCharacteristic>;

/**
 * A function is called for each attempt. A characteristic of Web Bluetooth refers to its device, which is
 * reconnected; those of other libraries do not and are used unchanged.
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
