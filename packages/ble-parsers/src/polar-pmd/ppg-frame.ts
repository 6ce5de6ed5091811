/** Any frame of the PPG stream, for the registry: settings or light samples. */

import type { DecodeContext } from '../context.js';
import type { DecoderMeta } from '../meta.js';
import type { BytesInput } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { frameUnits } from './frame.js';
import { decodePolarPpg, type PolarPpg } from './ppg.js';
import { decodePolarPpgSettings, type PolarPpgSettings } from './ppg-settings.js';

/**
 * Decodes light samples or settings, depending on the frame type. Fails as `decodePolarPpg` and
 * `decodePolarPpgSettings` do.
 */
export function polarPpgFrame(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<PolarPpg | PolarPpgSettings> {
  const settings = decodePolarPpgSettings(bytes);
  const isOther = !settings.ok && settings.error.code === 'unknown-id';
  return isOther ? decodePolarPpg(bytes, context) : settings;
}

export const polarPpgMeta: DecoderMeta<PolarPpg & PolarPpgSettings> = {
  decoder: 'polarPpgFrame',
  profile: 'polar-pmd',
  id: 'PPG',
  name: 'Polar PMD PPG, frame types 0, 4-10, 13, 14',
  source: 'polar-ble-sdk, PPG data',
  fields: /* @__PURE__ */ frameUnits({
    channels: '',
    status: '',
    numIntTs: '',
    channel1GainTs: '',
    channel2GainTs: '',
    operationMode: '',
    sportId: '',
    sampleCount: '',
  }),
};
