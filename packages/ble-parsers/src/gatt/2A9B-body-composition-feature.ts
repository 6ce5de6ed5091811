import { bits, type Supported, supportedOf } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, flagsOf, type Payload, reader, u32 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitless, unitsOf } from '../units.js';
import { heightResolutionM, massResolutionKg } from './body-units.js';

const NAMES = [
  'timestamp',
  'multipleUsers',
  'basalMetabolism',
  'musclePercent',
  'muscleMass',
  'fatFreeMass',
  'softLeanMass',
  'bodyWaterMass',
  'impedance',
  'weight',
  'height',
] as const;

/** Features that a body composition analyser supports. */
export type BodyCompositionFeature = Payload &
  Supported<(typeof NAMES)[number]> & {
    /** Resolution of masses in kg; `undefined` if not specified. */
    massResolutionKg?: number | undefined;
    /** Resolution of heights in m; `undefined` if not specified. */
    heightResolutionM?: number | undefined;
  };

/** Decodes 0x2A9B, 4 bytes. Source: BCS 1.0, Body Composition Feature. */
export function decodeBodyCompositionFeature(
  bytes: BytesInput,
): DecodeResult<BodyCompositionFeature> {
  const r = reader(bytes);
  const word = flagsOf(r, u32, 0x3_ffff);
  return finish(r, {
    ...supportedOf(word, NAMES),
    massResolutionKg: massResolutionKg(bits(word, 11, 4)),
    heightResolutionM: heightResolutionM(bits(word, 15, 3)),
  });
}

export const bodyCompositionFeatureMeta: DecoderMeta<BodyCompositionFeature> = {
  profile: 'gatt',
  id: '2A9B',
  name: 'Body Composition Feature',
  source: 'BCS 1.0, Body Composition Feature',
  fields: /* @__PURE__ */ unitsOf(
    { massResolutionKg: 'kg', heightResolutionM: 'm' },
    /* @__PURE__ */ unitless(NAMES),
  ),
};
