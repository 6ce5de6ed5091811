/** Page 0x13 of a power sensor: torque effectiveness and pedal smoothness of each leg. */
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, scaled, skip, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

/** Value of the right smoothness that means: the left smoothness is that of both pedals together. */
const COMBINED = 0xfe;

/** All values in %, resolution 0.5; `undefined` if not measured (0xFF). */
export interface AntTorqueEffectiveness extends AntPage {
  /** As in page 0x10. */
  eventCount: number;
  leftTorqueEffectivenessPercent?: number | undefined;
  rightTorqueEffectivenessPercent?: number | undefined;
  leftPedalSmoothnessPercent?: number | undefined;
  rightPedalSmoothnessPercent?: number | undefined;
  /** Smoothness of both pedals, instead of left and right. */
  combinedPedalSmoothnessPercent?: number | undefined;
}

/**
 * Decodes page 0x13 of device type 11. Fails with `too-short` below 8 bytes, `invalid-value` for
 * another page.
 * Source: ANT+ Device Profile Bicycle Power, torque effectiveness and pedal smoothness page.
 */
export function decodeAntTorqueEffectiveness(
  bytes: BytesInput,
): DecodeResult<AntTorqueEffectiveness> {
  const r = reader(bytes);
  const value: AntTorqueEffectiveness = {
    page: antPage(r, 0x13),
    eventCount: u8(r),
    leftTorqueEffectivenessPercent: scaled(u8(r), 2, 0xff),
    rightTorqueEffectivenessPercent: scaled(u8(r), 2, 0xff),
  };
  const smoothness = scaled(u8(r), 2, 0xff);
  const right = u8(r);
  skip(r, 2);
  if (right === COMBINED) {
    value.combinedPedalSmoothnessPercent = smoothness;
  } else {
    value.leftPedalSmoothnessPercent = smoothness;
    value.rightPedalSmoothnessPercent = scaled(right, 2, 0xff);
  }
  return finish(r, value);
}

export const antTorqueEffectivenessMeta: DecoderMeta<AntTorqueEffectiveness> = {
  profile: 'ant',
  id: '11/19',
  name: 'ANT+ Bicycle Power, torque effectiveness and pedal smoothness (0x13)',
  source: 'ANT+ Device Profile Bicycle Power',
  fields: {
    page: '',
    eventCount: '',
    leftTorqueEffectivenessPercent: '%',
    rightTorqueEffectivenessPercent: '%',
    leftPedalSmoothnessPercent: '%',
    rightPedalSmoothnessPercent: '%',
    combinedPedalSmoothnessPercent: '%',
  },
};
