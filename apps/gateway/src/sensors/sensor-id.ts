/**
 * Sensor ids: a Bluetooth address (`C0:00:00:00:00:01`), the id that macOS uses instead, or `ant:12345/120`.
 */

/**
 * Returns a Bluetooth address in upper case with colons, a 32-digit id in lower case, or else `undefined`.
 */
export function bluetoothId(text: string): string | undefined {
  if (/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text)) return text.toUpperCase();
  const digits = text.replaceAll('-', '').toLowerCase();
  return /^[0-9a-f]{32}$/.test(digits) ? digits : undefined;
}

/** `deviceNumber` has 20 bits; the upper 4 come from the transmission type. */
export function antId(deviceNumber: number, deviceType: number): string {
  return `ant:${deviceNumber}/${deviceType}`;
}
