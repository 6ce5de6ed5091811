/** Starts the streams of a Muse headband with the commands pause, preset, status and start, in this order. */
import { encodeMuseCommand } from '@wearwire/ble-parsers';
import type { StartContext } from './start-context.js';

export async function startMuse({ link, characteristic }: StartContext): Promise<void> {
  for (const command of ['pause', 'preset21', 'status', 'start'] as const) {
    await link.write(characteristic, encodeMuseCommand(command));
  }
}
