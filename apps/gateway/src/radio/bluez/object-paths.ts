/** Object paths of BlueZ: `/org/bluez/hci0/dev_C0_00_00_00_00_01/…`. */

/** Returns the path of the device that an object is or belongs to; `undefined` for an adapter or an object above it. */
export function deviceIn(path: string): string | undefined {
  return /^(\/org\/bluez\/[^/]+\/dev_[^/]+)/.exec(path)?.[1];
}

/** Returns the adapter of a device, such as `/org/bluez/hci0`. */
export function adapterOf(devicePath: string): string {
  return devicePath.slice(0, devicePath.indexOf('/dev_'));
}

/** Returns the name of an adapter, such as `hci0`. */
export function nameOf(adapterPath: string): string {
  return adapterPath.slice(adapterPath.lastIndexOf('/') + 1);
}

/** Returns the address of a device. */
export function addressOf(devicePath: string): string {
  return devicePath.slice(devicePath.indexOf('/dev_') + 5).replaceAll('_', ':');
}

export function devicePath(adapterPath: string, address: string): string {
  return `${adapterPath}/dev_${address.replaceAll(':', '_')}`;
}
