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

const layout = (heightPer: number) =>
  ({
    /** Time of the measurement. */
    timestamp: [1, dateTime],
    /** Number of the user; `undefined` if unknown (255). */
    userId: [2, u8, 1, 0xff],
    /** kg/m², resolution 0.1. */
    bmi: [3, u16, 10],
    /** In `heightUnit`: m in steps of 0.001, or inches in steps of 0.1. */
    height: [3, u16, heightPer],
  }) as const;

/** One measurement of a scale. Fields that are not sent are `undefined`. */
export interface WeightMeasurement extends Payload, FieldsOf<ReturnType<typeof layout>> {
  /**
   * In `unit`: kg in steps of 0.005, or lb in steps of 0.01; `undefined` if the measurement failed
   * (0xFFFF).
   */
  weight?: number | undefined;
  unit: 'kg' | 'lb';
  heightUnit: 'm' | 'in';
}

/**
 * Decodes 0x2A9D. Flags: 0 imperial, 1 time, 2 user, 3 BMI and height. Fails with `too-short` if the
 * weight is truncated.
 * Source: GATT Specification Supplement, Weight Measurement; WSS 1.0.
 */
export function decodeWeightMeasurement(bytes: BytesInput): DecodeResult<WeightMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x0f);
  const { massPer, heightPer, massUnit, heightUnit } = bodyUnits(flags);
  const weight = scaled(u16(r), massPer, 0xffff);
  const head = { weight, unit: massUnit, heightUnit };
  return finish(r, fields(r, flags, layout(heightPer), head));
}

export const weightMeasurementMeta: DecoderMeta<WeightMeasurement> = {
  profile: 'gatt',
  id: '2A9D',
  name: 'Weight Measurement',
  source: 'GSS Weight Measurement; WSS 1.0',
  fields: /* @__PURE__ */ unitsOf(
    {
      weight: 'see unit',
      unit: '',
      timestamp: '',
      bmi: 'kg/m²',
      height: 'see heightUnit',
      heightUnit: '',
    },
    /* @__PURE__ */ layout(1),
  ),
};
