/** BlueZ's names of objects: `/org/bluez/hci0/dev_C0_00_00_00_00_01/…`. */

/** The device that an object is or belongs to; `undefined` for an adapter and what is above it. */
export function deviceIn(path: string): string | undefined {
  return /^(\/org\/bluez\/[^/]+\/dev_[^/]+)/.exec(path)?.[1];
}

/** `/org/bluez/hci0` of a device. */
export function adapterOf(devicePath: string): string {
  return devicePath.slice(0, devicePath.indexOf('/dev_'));
}

/** `hci0` of an adapter. */
export function nameOf(adapterPath: string): string {
  return adapterPath.slice(adapterPath.lastIndexOf('/') + 1);
}

/** The address of a device. */
export function addressOf(devicePath: string): string {
  return devicePath.slice(devicePath.indexOf('/dev_') + 5).replaceAll('_', ':');
}

export function devicePath(adapterPath: string, address: string): string {
  return `${adapterPath}/dev_${address.replaceAll(':', '_')}`;
}
