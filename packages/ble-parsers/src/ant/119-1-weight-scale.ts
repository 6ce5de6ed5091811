/** ANT+ weight scale (device type 119), pages 1 to 4. Each has a part of the measurement. */
import { type DecoderMeta, metasOf } from '../meta.js';
import { type BytesInput, finish, reader, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const COMPUTING = 0xfffe;

/**
 * One of pages 1 to 4 of a scale. Fields of other pages are absent. A field is `undefined` if the scale
 * does not measure it (0xFFFF) or has no result yet (0xFFFE).
 */
export interface AntWeightScale extends AntPage {
  /** User profile of the person on the scale; `undefined` if none is set (0xFFFF). */
  userProfileId?: number | undefined;
  /** Page 1: as sent. */
  capabilitiesRaw?: number | undefined;
  /** Page 1: kg, resolution 0.01. */
  weightKg?: number | undefined;
  /** Page 1: the weight has not been determined yet. */
  isComputing?: boolean | undefined;
  /** Page 2: %, resolution 0.01. */
  hydrationPercent?: number | undefined;
  /** Page 2: %, resolution 0.01. */
  bodyFatPercent?: number | undefined;
  /** Page 3: kcal per day, resolution 0.25. */
  activeMetabolicRateKcal?: number | undefined;
  /** Page 3: kcal per day, resolution 0.25. */
  basalMetabolicRateKcal?: number | undefined;
  /** Page 4: kg, resolution 0.01. */
  muscleMassKg?: number | undefined;
  /** Page 4: kg, resolution 0.1; one byte: 0xFF not measured, 0xFE no result yet. */
  boneMassKg?: number | undefined;
}

/**
 * Decodes pages 1 to 4 of device type 119. Fails with `too-short` below 8 bytes, `invalid-value` for
 * another page.
 * Source: ANT+ Device Profile Weight Scale, as implemented by danips/ANTWeightScaleDisplay.
 */
export function decodeAntWeightScale(bytes: BytesInput): DecodeResult<AntWeightScale> {
  const r = reader(bytes);
  const value: AntWeightScale = { page: antPage(r, 1, 2, 3, 4) };
  const user = u16(r);
  const byte3 = u8(r);
  const byte4 = u8(r);
  const byte5 = u8(r);
  const byte6 = u8(r);
  const byte7 = u8(r);
  const first = byte4 | (byte5 << 8);
  const second = byte6 | (byte7 << 8);
  value.userProfileId = user === 0xffff ? undefined : user;
  if (value.page === 1) {
    value.capabilitiesRaw = byte3;
    value.weightKg = resultOf(second, 100);
    value.isComputing = second === COMPUTING;
  } else if (value.page === 2) {
    value.hydrationPercent = resultOf(first, 100);
    value.bodyFatPercent = resultOf(second, 100);
  } else if (value.page === 3) {
    value.activeMetabolicRateKcal = resultOf(first, 4);
    value.basalMetabolicRateKcal = resultOf(second, 4);
  } else {
    value.muscleMassKg = resultOf(byte5 | (byte6 << 8), 100);
    value.boneMassKg = resultOf(byte7, 10, COMPUTING & 0xff);
  }
  return finish(r, value);
}

function resultOf(raw: number, per: number, computing = COMPUTING): number | undefined {
  return raw < computing ? raw / per : undefined;
}

export const antWeightScaleMetas: readonly DecoderMeta[] = metasOf<AntWeightScale>(
  {
    profile: 'ant',
    source: 'ANT+ Device Profile Weight Scale',
    fields: {
      page: '',
      userProfileId: '',
      capabilitiesRaw: '',
      weightKg: 'kg',
      isComputing: '',
      hydrationPercent: '%',
      bodyFatPercent: '%',
      activeMetabolicRateKcal: 'kcal/d',
      basalMetabolicRateKcal: 'kcal/d',
      muscleMassKg: 'kg',
      boneMassKg: 'kg',
    },
  },
  {
    '119/1': 'ANT+ Weight Scale, weight (1)',
    '119/2': 'ANT+ Weight Scale, body composition (2)',
    '119/3': 'ANT+ Weight Scale, metabolism (3)',
    '119/4': 'ANT+ Weight Scale, masses (4)',
  },
);
