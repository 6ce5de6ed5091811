/**
 * Treadmill Data (0x2ACD). `fitness-machine-record.ts` describes what all machines have in common.
 *
 * The pace is u8 in 0.1 km/min in FTMS 1.0 and u16 in s/500 m in the GATT Specification Supplement; no
 * captured machine sends one. They are different quantities and therefore two pairs of fields. Flag 13
 * (steps) is in no known version of FTMS, but machines send it.
 */
import type { DecodeContext } from '../context.js';
import type { FieldsOf, Layout } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, s16, u8, u16, u24 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import {
  eitherWidth,
  type FitnessMachineRecord,
  record,
  session,
} from './fitness-machine-record.js';

const FIRST_FIELDS = {
  /** km/h, resolution 0.01. */
  speedKmh: [0, u16, 100],
  /** km/h, resolution 0.01. */
  averageSpeedKmh: [1, u16, 100],
  /** m since the start of the session. */
  totalDistanceM: [2, u24],
  /** %, resolution 0.1; 0x7FFF is not available. */
  inclinationPercent: [3, s16, 10, 0x7fff],
  /** Degrees, resolution 0.1; 0x7FFF is not available. */
  rampAngleDeg: [3, s16, 10, 0x7fff],
  /** m climbed since the start of the session, resolution 0.1; 0xFFFF is not available. */
  elevationGainM: [4, u16, 10, 0xffff],
  /** m descended since the start of the session, resolution 0.1; 0xFFFF is not available. */
  elevationLossM: [4, u16, 10, 0xffff],
} as const;

const PACE_U8 = {
  /** km/min, resolution 0.1, of machines that follow FTMS 1.0; 0 while standing. */
  paceKmPerMinute: [5, u8, 10],
  /** km/min, resolution 0.1, of machines that follow FTMS 1.0. */
  averagePaceKmPerMinute: [6, u8, 10],
} as const;

const PACE_U16 = {
  /** s for 500 m, of machines that follow the Supplement; 0 while standing. */
  paceSPer500m: [5, u16],
  /** s for 500 m, of machines that follow the Supplement. */
  averagePaceSPer500m: [6, u16],
} as const;

const LAST_FIELDS = {
  /** N on the belt; 0x7FFF is not available. */
  forceOnBeltN: [12, s16, 1, 0x7fff],
  /** W; 0x7FFF is not available. */
  powerW: [12, s16, 1, 0x7fff],
  /** Steps since the start of the session. */
  stepCount: [13, u24],
} as const;

const layoutOf = (pace: Layout) => ({ ...FIRST_FIELDS, ...pace, ...session(7), ...LAST_FIELDS });
const LAYOUT_U8 = /* @__PURE__ */ layoutOf(PACE_U8);
const LAYOUT_U16 = /* @__PURE__ */ layoutOf(PACE_U16);

/**
 * One notification of a treadmill. Fields that the machine does not send, or marks as not available, are
 * `undefined`.
 */
export interface TreadmillData
  extends FitnessMachineRecord,
    FieldsOf<typeof FIRST_FIELDS>,
    FieldsOf<typeof PACE_U8>,
    FieldsOf<typeof PACE_U16>,
    FieldsOf<typeof LAST_FIELDS> {}

/**
 * Decodes 0x2ACD. Uses `context.flags`. Fails with `too-short` only if the flags are truncated.
 * Source: FTMS 1.0, 4.4; GATT Specification Supplement, Treadmill Data.
 */
export function decodeTreadmillData(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<TreadmillData> {
  return eitherWidth(bytes, u8, u16, (r): TreadmillData => {
    return record(r, context, r.width === u8 ? LAYOUT_U8 : LAYOUT_U16, 0x3fff);
  });
}

export const treadmillDataMeta: DecoderMeta<TreadmillData> = {
  profile: 'gatt',
  id: '2ACD',
  name: 'Treadmill Data',
  source: 'FTMS 1.0, 4.4; GSS Treadmill Data',
  fields: /* @__PURE__ */ unitsOf(
    {
      moreData: '',
      paceKmPerMinute: 'km/min',
      averagePaceKmPerMinute: 'km/min',
      paceSPer500m: 's/500 m',
      averagePaceSPer500m: 's/500 m',
      forceOnBeltN: 'N',
      powerW: 'W',
      stepCount: '',
    },
    FIRST_FIELDS,
    /* @__PURE__ */ session(0),
  ),
};
