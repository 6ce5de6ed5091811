import { bit, bits, type Supported, supportedOf } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, optional, type Payload, reader, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitless, unitsOf } from '../units.js';

const LOW = [
  'pedalPowerBalance',
  'accumulatedTorque',
  'wheelRevolutionData',
  'crankRevolutionData',
  'extremeMagnitudes',
  'extremeAngles',
  'deadSpotAngles',
  'accumulatedEnergy',
  'offsetCompensationIndicator',
  'offsetCompensation',
  'contentMasking',
  'multipleSensorLocations',
  'crankLengthAdjustment',
  'chainLengthAdjustment',
  'chainWeightAdjustment',
  'spanLengthAdjustment',
] as const;

/**
 * Features that a power meter supports. Some devices send only the first 16 bits; the other features are
 * then unknown.
 */
export type CyclingPowerFeature = Payload &
  Supported<(typeof LOW)[number]> & {
    /** The quantity of the extremes and the vector. */
    measurementContext?: 'force' | 'torque' | undefined;
    directionSupported?: boolean | undefined;
    factoryCalibrationDateSupported?: boolean | undefined;
    enhancedOffsetCompensationSupported?: boolean | undefined;
    /** Whether the device can be one of two sensors whose powers are added: 0 unspecified, 1 no, 2 yes. */
    distributedSystemCode?: number | undefined;
  };

/**
 * Decodes 0x2A65, 4 bytes, or 2 as some devices send (`truncated`).
 * Source: GATT Specification Supplement, Cycling Power Feature; CPS 1.1.
 */
export function decodeCyclingPowerFeature(bytes: BytesInput): DecodeResult<CyclingPowerFeature> {
  const r = reader(bytes);
  const low = u16(r);
  const high = optional(r, true, u16);
  r.reservedFlags = ((high ?? 0) & ~0x3f) * 0x1_0000;
  const flag = (index: number) => (high === undefined ? undefined : bit(high, index));
  const isTorque = flag(0);
  return finish(r, {
    ...supportedOf(low, LOW),
    measurementContext: isTorque === undefined ? undefined : isTorque ? 'torque' : 'force',
    directionSupported: flag(1),
    factoryCalibrationDateSupported: flag(2),
    enhancedOffsetCompensationSupported: flag(3),
    distributedSystemCode: high === undefined ? undefined : bits(high, 4, 2),
  });
}

export const cyclingPowerFeatureMeta: DecoderMeta<CyclingPowerFeature> = {
  profile: 'gatt',
  id: '2A65',
  name: 'Cycling Power Feature',
  source: 'GSS Cycling Power Feature; CPS 1.1',
  fields: /* @__PURE__ */ unitsOf(
    {
      measurementContext: '',
      directionSupported: '',
      factoryCalibrationDateSupported: '',
      enhancedOffsetCompensationSupported: '',
      distributedSystemCode: '',
    },
    /* @__PURE__ */ unitless(LOW),
  ),
};
