/** Chooses the implementation of the radio for this platform. */
import type { OpenRadio } from './radio.js';

/** Opens BlueZ on Linux, and noble on macOS and Windows. Rejects with `RadioError`. */
export const openRadio: OpenRadio = async (events, options) => {
  const { openBluezRadio } = await import('./bluez/bluez-radio.js');
  if (process.platform === 'linux') return openBluezRadio(events, options);
  const { openNobleRadio } = await import('./noble/noble-radio.js');
  return openNobleRadio()(events, options);
};
