import { bit, bits } from '../bits.js';
import { type FieldsOf, fields } from '../fields.js';
import { sfloat } from '../ieee11073.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';

const LAYOUT = {
  /** Reserved for future use. */
  extendedFlagsRaw: [7, u8],
  /** 1 breakfast, 2 lunch, 3 dinner, 4 snack, 5 drink, 6 supper, 7 brunch. */
  carbohydrateCode: [0, u8],
  /** kg, or the reason why there is no value. */
  carbohydrateKg: [0, sfloat],
  /** 1 before the meal, 2 after it, 3 fasting, 4 casual, 5 bedtime. */
  mealCode: [1, u8],
  /** `testerCode` in the low and `healthCode` in the high 4 bits, as sent. */
  testerHealthRaw: [2, u8],
  /** s; 65535 means 65535 or more. */
  exerciseDurationS: [3, u16],
  /** %. */
  exerciseIntensityPercent: [3, u8],
  /** Insulin: 1 rapid, 2 short, 3 intermediate, 4 long acting, 5 pre-mixed. */
  medicationCode: [4, u8],
  /** In `medicationUnit`, or the reason why there is no value. */
  medication: [4, sfloat],
  /** %, or the reason why there is no value. */
  hba1cPercent: [6, sfloat],
} as const;

/** Context of a glucose measurement. Fields that are not sent are `undefined`. */
export interface GlucoseMeasurementContext extends Payload, FieldsOf<typeof LAYOUT> {
  /** Sequence number of the measurement. */
  sequenceNumber: number;
  /** 1 self, 2 health care professional, 3 laboratory; `undefined` for 15, not available. */
  testerCode?: number | undefined;
  /** 1 minor, 2 major issues, 3 menses, 4 stress, 5 none; `undefined` for 15, not available. */
  healthCode?: number | undefined;
  medicationUnit: 'kg' | 'L';
}

/**
 * Decodes 0x2A34. Flags: 0 carbohydrate, 1 meal, 2 tester and health, 3 exercise, 4 medication, 5
 * litres, 6 HbA1c, 7 extended flags. Fails with `too-short` if the sequence number is truncated.
 * Source: GATT Specification Supplement, Glucose Measurement Context; GLS 1.0, 3.2.
 */
export function decodeGlucoseMeasurementContext(
  bytes: BytesInput,
): DecodeResult<GlucoseMeasurementContext> {
  const r = reader(bytes);
  const flags = u8(r);
  const value = fields(r, flags, LAYOUT, { sequenceNumber: u16(r) });
  const testerAndHealth = value.testerHealthRaw ?? 0xff;
  const decodedFields = {
    testerCode: known(bits(testerAndHealth, 0, 4)),
    healthCode: known(testerAndHealth >> 4),
    medicationUnit: bit(flags, 5) ? ('L' as const) : ('kg' as const),
  };
  return finish(r, Object.assign(value, decodedFields));
}

function known(code: number): number | undefined {
  return code === 15 ? undefined : code;
}

export const glucoseMeasurementContextMeta: DecoderMeta<GlucoseMeasurementContext> = {
  profile: 'gatt',
  id: '2A34',
  name: 'Glucose Measurement Context',
  source: 'GSS Glucose Measurement Context; GLS 1.0, 3.2',
  fields: /* @__PURE__ */ unitsOf(
    {
      sequenceNumber: '',
      testerCode: '',
      healthCode: '',
      medication: 'see medicationUnit',
      medicationUnit: '',
    },
    LAYOUT,
  ),
};
