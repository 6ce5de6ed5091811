/** Names of BlueZ's interfaces, and conversions to D-Bus values. */
import dbus, { type Variant } from 'dbus-next';

export const ADAPTER = 'org.bluez.Adapter1';
export const DEVICE = 'org.bluez.Device1';
export const CHARACTERISTIC = 'org.bluez.GattCharacteristic1';
export const SERVICE = 'org.bluez.GattService1';
export const DESCRIPTOR = 'org.bluez.GattDescriptor1';
export const BATTERY = 'org.bluez.Battery1';

export const variant = (signature: string, value: unknown): Variant =>
  new dbus.Variant(signature, value);

/** Converts `180d` or 32 digits to a UUID in BlueZ's notation. */
export function longUuid(uuid: string): string {
  if (uuid.length <= 4) return `0000${uuid.toLowerCase()}-0000-1000-8000-00805f9b34fb`;
  const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(uuid.toLowerCase()) ?? [];
  return parts.join('-');
}
