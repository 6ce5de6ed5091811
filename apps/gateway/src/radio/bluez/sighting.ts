/** Converts the properties of a BlueZ device to a sighting. */
import { bluetoothId } from '../../sensors/sensor-id.js';
import type { Sighting } from '../radio.js';
import type { Properties } from './object-tree.js';

/**
 * `device` has all known properties, `changed` those in this signal. Payloads are read only from `changed`, so that
 * the payload of an advertisement is used once. Returns `undefined` for a device without a valid address.
 */
export function sightingOf(
  device: Properties,
  changed: Properties,
  adapter: string,
): Sighting | undefined {
  const id = bluetoothId(String(device.Address));
  if (id === undefined) return undefined;
  return {
    id,
    adapter,
    name: typeof device.Name === 'string' ? device.Name : undefined,
    rssiDbm: typeof device.RSSI === 'number' ? device.RSSI : undefined,
    serviceUuids: Array.isArray(device.UUIDs) ? device.UUIDs.map(String) : [],
    manufacturerData: entries(changed.ManufacturerData).map(([companyId, bytes]) => ({
      companyId: Number(companyId),
      bytes,
    })),
    serviceData: entries(changed.ServiceData).map(([uuid, bytes]) => ({ uuid, bytes })),
  };
}

function entries(dictionary: unknown): [string, Uint8Array][] {
  if (typeof dictionary !== 'object' || dictionary === null) return [];
  return Object.entries(dictionary).flatMap(([key, bytes]) =>
    bytes instanceof Uint8Array ? [[key, Uint8Array.from(bytes)]] : [],
  );
}
