/** The ranges of a fitness machine's targets (0x2AD4 to 0x2AD8): minimum, maximum, increment. */

import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  type Decode,
  finishExactly,
  type Payload,
  type Read,
  reader,
  s16,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';

/** Minimum, maximum and step of a value, in the unit `U`. */
export type SupportedRange<U extends string> = Payload & {
  [K in `${'minimum' | 'maximum' | 'increment'}${U}`]: number;
};

/*#__NO_SIDE_EFFECTS__*/
function range<U extends string>(
  unit: U,
  limit: Read<number>,
  increment: Read<number>,
  counts: number,
): Decode<SupportedRange<U>> {
  return (bytes) => {
    const r = reader(bytes);
    const value = {
      [`minimum${unit}`]: limit(r) / counts,
      [`maximum${unit}`]: limit(r) / counts,
      [`increment${unit}`]: increment(r) / counts,
    } as SupportedRange<U>;
    return finishExactly(r, value);
  };
}

/** Decodes 0x2AD4, 6 bytes: km/h, resolution 0.01. Source: FTMS 1.0, Supported Speed Range. */
export const decodeSupportedSpeedRange: Decode<SupportedRange<'Kmh'>> = range('Kmh', u16, u16, 100);

/** Decodes 0x2AD5, 6 bytes: %, resolution 0.1. Source: FTMS 1.0, Supported Inclination Range. */
export const decodeSupportedInclinationRange: Decode<SupportedRange<'Percent'>> = range(
  'Percent',
  s16,
  u16,
  10,
);

/** Decodes 0x2AD7, 3 bytes: bpm. Source: FTMS 1.0, Supported Heart Rate Range. */
export const decodeSupportedHeartRateRange: Decode<SupportedRange<'Bpm'>> = range('Bpm', u8, u8, 1);

/** Decodes 0x2AD8, 6 bytes: W. Source: FTMS 1.0, Supported Power Range. */
export const decodeSupportedPowerRange: Decode<SupportedRange<'W'>> = range('W', s16, u16, 1);

/** Resistance levels without a unit, and the numbers as sent. */
export type SupportedResistanceLevelRange = SupportedRange<'Level'> &
  SupportedRange<'Raw'> & {
    /** 2 as in FTMS 1.0 (levels in steps of 0.1), 1 as in the Supplement (levels in steps of 10). */
    widthBytes: number;
  };

/**
 * Decodes 0x2AD6: 6 bytes (s16, s16, u16) or 3 bytes (u8 each), depending on the length.
 * Source: FTMS 1.0 and GATT Specification Supplement, Supported Resistance Level Range.
 */
export function decodeSupportedResistanceLevelRange(
  bytes: BytesInput,
): DecodeResult<SupportedResistanceLevelRange> {
  const isNarrow = reader(bytes).end === 3;
  const limit = isNarrow ? u8 : s16;
  const increment = isNarrow ? u8 : u16;
  const raw = range('Raw', limit, increment, 1)(bytes);
  const level = range('Level', limit, increment, isNarrow ? 0.1 : 10)(bytes);
  if (!raw.ok || !level.ok) return raw as DecodeResult<never>;
  return { ok: true, value: { ...level.value, ...raw.value, widthBytes: isNarrow ? 1 : 2 } };
}

const unitsOfRange = <U extends string>(unit: U) =>
  unitsOf({}, { [`minimum${unit}`]: 0, [`maximum${unit}`]: 0, [`increment${unit}`]: 0 } as {
    [K in keyof SupportedRange<U> & string]: unknown;
  });

export const supportedSpeedRangeMeta: DecoderMeta<SupportedRange<'Kmh'>> = {
  profile: 'gatt',
  id: '2AD4',
  name: 'Supported Speed Range',
  source: 'FTMS 1.0, Supported Speed Range',
  fields: /* @__PURE__ */ unitsOfRange('Kmh'),
};

export const supportedInclinationRangeMeta: DecoderMeta<SupportedRange<'Percent'>> = {
  profile: 'gatt',
  id: '2AD5',
  name: 'Supported Inclination Range',
  source: 'FTMS 1.0, Supported Inclination Range',
  fields: /* @__PURE__ */ unitsOfRange('Percent'),
};

export const supportedResistanceLevelRangeMeta: DecoderMeta<SupportedResistanceLevelRange> = {
  profile: 'gatt',
  id: '2AD6',
  name: 'Supported Resistance Level Range',
  source: 'FTMS 1.0; GSS Supported Resistance Level Range',
  fields: {
    minimumLevel: '',
    maximumLevel: '',
    incrementLevel: '',
    minimumRaw: '',
    maximumRaw: '',
    incrementRaw: '',
    widthBytes: 'B',
  },
};

export const supportedHeartRateRangeMeta: DecoderMeta<SupportedRange<'Bpm'>> = {
  profile: 'gatt',
  id: '2AD7',
  name: 'Supported Heart Rate Range',
  source: 'FTMS 1.0, Supported Heart Rate Range',
  fields: /* @__PURE__ */ unitsOfRange('Bpm'),
};

export const supportedPowerRangeMeta: DecoderMeta<SupportedRange<'W'>> = {
  profile: 'gatt',
  id: '2AD8',
  name: 'Supported Power Range',
  source: 'FTMS 1.0, Supported Power Range',
  fields: /* @__PURE__ */ unitsOfRange('W'),
};
