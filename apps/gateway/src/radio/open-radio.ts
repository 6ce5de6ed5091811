import { openBluezRadio } from './bluez/bluez-radio.js';
import { openNobleRadio } from './noble/noble-radio.js';
import type { OpenRadio } from './radio.js';

/** Opens BlueZ on Linux, and noble on macOS and Windows. Rejects with `RadioError`. */
export const openRadio: OpenRadio =
  process.platform === 'linux' ? openBluezRadio : openNobleRadio();
