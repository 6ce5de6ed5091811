import { bit } from '../bits.js';
import { type FieldsOf, fields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  flagsOf,
  type Payload,
  reader,
  scaled,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { dateTime } from './2A08-date-time.js';
import { bodyUnits } from './body-units.js';

const layout = (massPer: number, heightPer: number) =>
  ({
    /** Time of the measurement. */
    timestamp: [1, dateTime],
    /** Number of the user; `undefined` if unknown (255). */
    userId: [2, u8, 1, 0xff],
    /** kJ per day. */
    basalMetabolismKj: [3, u16],
    /** %, resolution 0.1. */
    musclePercent: [4, u16, 10],
    /** In `massUnit`, like all masses: kg in steps of 0.005, or lb in steps of 0.01. */
    muscleMass: [5, u16, massPer],
    /** In `massUnit`. */
    fatFreeMass: [6, u16, massPer],
    /** In `massUnit`. */
    softLeanMass: [7, u16, massPer],
    /** In `massUnit`. */
    bodyWaterMass: [8, u16, massPer],
    /** Ohm, resolution 0.1. */
    impedanceOhm: [9, u16, 10],
    /** In `massUnit`. */
    weight: [10, u16, massPer],
    /** In `heightUnit`: m in steps of 0.001, or inches in steps of 0.1. */
    height: [11, u16, heightPer],
  }) as const;

/**
 * One measurement of a body composition analyser, or a part of one. Fields that are not sent are
 * `undefined`.
 */
export interface BodyCompositionMeasurement extends Payload, FieldsOf<ReturnType<typeof layout>> {
  /** %, resolution 0.1; `undefined` if the measurement failed (0xFFFF). */
  bodyFatPercent?: number | undefined;
  massUnit: 'kg' | 'lb';
  heightUnit: 'm' | 'in';
  /** The measurement is sent in two notifications, of which this is one (flag 12). */
  isMultiPacket: boolean;
}

/**
 * Decodes 0x2A9C. Flag 0 imperial; fails with `too-short` if the body fat is truncated.
 * Source: GATT Specification Supplement, Body Composition Measurement; BCS 1.0.
 */
export function decodeBodyCompositionMeasurement(
  bytes: BytesInput,
): DecodeResult<BodyCompositionMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u16, 0x1fff);
  const { massPer, heightPer, massUnit, heightUnit } = bodyUnits(flags);
  return finish(
    r,
    Object.assign(
      fields(r, flags, layout(massPer, heightPer), { bodyFatPercent: scaled(u16(r), 10, 0xffff) }),
      { massUnit, heightUnit, isMultiPacket: bit(flags, 12) },
    ),
  );
}

export const bodyCompositionMeasurementMeta: DecoderMeta<BodyCompositionMeasurement> = {
  profile: 'gatt',
  id: '2A9C',
  name: 'Body Composition Measurement',
  source: 'GSS Body Composition Measurement; BCS 1.0',
  fields: /* @__PURE__ */ unitsOf(
    {
      bodyFatPercent: '%',
      timestamp: '',
      muscleMass: 'see massUnit',
      fatFreeMass: 'see massUnit',
      softLeanMass: 'see massUnit',
      bodyWaterMass: 'see massUnit',
      weight: 'see massUnit',
      height: 'see heightUnit',
      massUnit: '',
      heightUnit: '',
      isMultiPacket: '',
    },
    /* @__PURE__ */ layout(1, 1),
  ),
};
