/** Which adapter of the port runs on this system. */
import type { OpenRadio } from './radio.js';

/** BlueZ on Linux, the system's own Bluetooth by noble elsewhere. Rejects with `RadioError`. */
export const openRadio: OpenRadio = async (events, options) => {
  const { openBluezRadio } = await import('./bluez/bluez-radio.js');
  if (process.platform === 'linux') return openBluezRadio(events, options);
  const { openNobleRadio } = await import('./noble/noble-radio.js');
  return openNobleRadio()(events, options);
};
