import { namesOf } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, u32 } from '../reader.js';
import type { DecodeResult } from '../result.js';

const FEATURES = [
  'average-speed',
  'cadence',
  'total-distance',
  'inclination',
  'elevation-gain',
  'pace',
  'step-count',
  'resistance-level',
  'stride-count',
  'expended-energy',
  'heart-rate-measurement',
  'metabolic-equivalent',
  'elapsed-time',
  'remaining-time',
  'power-measurement',
  'force-on-belt',
  'user-data-retention',
] as const;

const TARGET_SETTINGS = [
  'speed',
  'inclination',
  'resistance',
  'power',
  'heart-rate',
  'expended-energy',
  'step-number',
  'stride-number',
  'distance',
  'training-time',
  'time-in-two-zones',
  'time-in-three-zones',
  'time-in-five-zones',
  'indoor-bike-simulation',
  'wheel-circumference',
  'spin-down-control',
  'cadence',
] as const;

/** The values that a fitness machine measures and the targets that can be set. */
export interface FitnessMachineFeature extends Payload {
  /** Values that the machine sends, from the bits of the first word. */
  features: (typeof FEATURES)[number][];
  /** The first word as sent, including bits without a name. */
  featuresRaw: number;
  /** Targets that the control point (0x2AD9) can set, from the bits of the second word. */
  targetSettings: (typeof TARGET_SETTINGS)[number][];
  /** The second word as sent, including bits without a name. */
  targetSettingsRaw: number;
}

/** Decodes 0x2ACC, 8 bytes. Source: FTMS 1.0, Fitness Machine Feature. */
export function decodeFitnessMachineFeature(
  bytes: BytesInput,
): DecodeResult<FitnessMachineFeature> {
  const r = reader(bytes);
  const featuresRaw = u32(r);
  const targetSettingsRaw = u32(r);
  return finish(r, {
    features: namesOf(featuresRaw, FEATURES),
    featuresRaw,
    targetSettings: namesOf(targetSettingsRaw, TARGET_SETTINGS),
    targetSettingsRaw,
  });
}

export const fitnessMachineFeatureMeta: DecoderMeta<FitnessMachineFeature> = {
  profile: 'gatt',
  id: '2ACC',
  name: 'Fitness Machine Feature',
  source: 'FTMS 1.0, Fitness Machine Feature',
  fields: { features: '', featuresRaw: '', targetSettings: '', targetSettingsRaw: '' },
};
