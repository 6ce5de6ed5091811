/** Converts the properties of a BlueZ device to a sighting. */
import { bluetoothId } from '../../sensors/sensor-id.js';
import type { Sighting } from '../radio.js';
import type { Properties } from './object-tree.js';

/**
 * `device` has all properties known, `news` those of this signal. Payloads are read only from `news`, so that
 * each advertisement gives its payload once.
 */
export function sightingOf(
  device: Properties,
  news: Properties,
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
    manufacturerData: entries(news.ManufacturerData).map(([companyId, bytes]) => ({
      companyId: Number(companyId),
      bytes,
    })),
    serviceData: entries(news.ServiceData).map(([uuid, bytes]) => ({ uuid, bytes })),
  };
}

function entries(dictionary: unknown): [string, Uint8Array][] {
  if (typeof dictionary !== 'object' || dictionary === null) return [];
  return Object.entries(dictionary).flatMap(([key, bytes]) =>
    bytes instanceof Uint8Array ? [[key, Uint8Array.from(bytes)]] : [],
  );
}
