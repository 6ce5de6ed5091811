/**
 * Cycling Power Measurement (0x2A63): power, and the counters from which speed, cadence and torque are
 * derived. Fields that few sensors send (extremes, dead spots) precede fields that many send. They are
 * decoded too, because the positions of later fields depend on them.
 *
 * The wheel clock runs at 1/2048 s here, at 1/1024 s in CSC; the crank clock at 1/1024 s in both.
 */
import { bit } from '../bits.js';
import { type FieldsOf, fields, putFields } from '../fields.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  flagsOf,
  type Payload,
  reader,
  s16,
  scaled,
  u8,
  u16,
  u24,
  u32,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { put, putSigned } from '../writer.js';

const LAYOUT = {
  /** % of the power that comes from the pedal of `pedalPowerBalanceReference`, resolution 0.5. */
  pedalPowerBalancePercent: [0, u8, 2],
  /** Sum of torque since an arbitrary start in 1/32 Nm, u16: rolls over after 2048 Nm. */
  accumulatedTorqueRaw: [2, u16],
  /** Wheel revolutions since an arbitrary start, u32. The user may reset it. */
  wheelRevolutions: [4, u32],
  /** Time of the last wheel revolution in 1/2048 s, u16: rolls over every 32 s. */
  wheelEventTimeRaw: [4, u16],
  /** Crank revolutions since an arbitrary start, u16: rolls over after 65535. */
  crankRevolutions: [5, u16],
  /** Time of the last crank revolution in 1/1024 s, u16: rolls over every 64 s. */
  crankEventTimeRaw: [5, u16],
  /** N, the largest force in the last revolution. */
  forceMaxN: [6, s16],
  /** N, the smallest force in the last revolution. */
  forceMinN: [6, s16],
  /** Nm, resolution 1/32, the largest torque in the last revolution. */
  torqueMaxNm: [7, s16, 32],
  /** Nm, resolution 1/32, the smallest torque in the last revolution. */
  torqueMinNm: [7, s16, 32],
  /** Both angles of the extremes as sent: the maximum in the low 12 bits, the minimum in the high 12. */
  extremeAnglesRaw: [8, u24],
  /** Degrees: crank angle of the top dead spot. */
  topDeadSpotAngleDeg: [9, u16],
  /** Degrees: crank angle of the bottom dead spot. */
  bottomDeadSpotAngleDeg: [10, u16],
  /** kJ since the last reset. */
  accumulatedEnergyKj: [11, u16],
} as const;

/** One notification of a power meter. Fields that are not sent are `undefined`. */
export interface CyclingPowerMeasurement extends Payload, FieldsOf<typeof LAYOUT> {
  /** W; negative if the cranks drive the rider. */
  powerW: number;
  /** The pedal to which the balance refers; `undefined` if unknown or not sent. */
  pedalPowerBalanceReference?: 'left' | undefined;
  /** Nm, resolution 1/32: `accumulatedTorqueRaw` in its unit. */
  accumulatedTorqueNm?: number | undefined;
  /** Where the torque is measured; `undefined` if no torque is sent. */
  accumulatedTorqueSource?: 'wheel' | 'crank' | undefined;
  /** `wheelEventTimeRaw` in seconds, 0 to 32. */
  wheelEventTimeS?: number | undefined;
  /** `crankEventTimeRaw` in seconds, 0 to 64. */
  crankEventTimeS?: number | undefined;
  /** Degrees: crank angle of the largest force or torque. */
  angleMaxDeg?: number | undefined;
  /** Degrees: crank angle of the smallest force or torque. */
  angleMinDeg?: number | undefined;
  /** Offset compensation indicator (bit 12). */
  offsetCompensation: boolean;
}

/**
 * Decodes 0x2A63. Fails with `too-short` if the power is truncated.
 * Source: GATT Specification Supplement, Cycling Power Measurement; CPS 1.1.
 */
export function decodeCyclingPowerMeasurement(
  bytes: BytesInput,
): DecodeResult<CyclingPowerMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u16, 0x1fff);
  const value: Partial<CyclingPowerMeasurement> = fields(r, flags, LAYOUT, { powerW: s16(r) });
  const { accumulatedTorqueRaw, extremeAnglesRaw } = value;
  value.pedalPowerBalanceReference = bit(flags, 0) && bit(flags, 1) ? 'left' : undefined;
  value.accumulatedTorqueNm = scaled(accumulatedTorqueRaw, 32);
  value.accumulatedTorqueSource = bit(flags, 2) ? (bit(flags, 3) ? 'crank' : 'wheel') : undefined;
  value.wheelEventTimeS = scaled(value.wheelEventTimeRaw, 2048);
  value.crankEventTimeS = scaled(value.crankEventTimeRaw, 1024);
  value.angleMaxDeg = extremeAnglesRaw === undefined ? undefined : extremeAnglesRaw & 0xfff;
  value.angleMinDeg = extremeAnglesRaw === undefined ? undefined : extremeAnglesRaw >> 12;
  value.offsetCompensation = bit(flags, 12);
  return finish(r, value as CyclingPowerMeasurement);
}

/** Input of `encodeCyclingPowerMeasurement`: counters and angles as sent, other values in their units. */
export type CyclingPowerMeasurementInput = FieldsOf<typeof LAYOUT> &
  Pick<CyclingPowerMeasurement, 'powerW'> &
  Partial<
    Pick<
      CyclingPowerMeasurement,
      'pedalPowerBalanceReference' | 'accumulatedTorqueSource' | 'offsetCompensation'
    >
  >;

/** Encodes 0x2A63. @throws RangeError when a value does not fit its field. */
export function encodeCyclingPowerMeasurement(value: CyclingPowerMeasurementInput): Uint8Array {
  const tail: number[] = [];
  const flags =
    putFields(tail, LAYOUT, value) |
    (value.pedalPowerBalanceReference === 'left' ? 0x02 : 0) |
    (value.accumulatedTorqueSource === 'crank' ? 0x08 : 0) |
    (value.offsetCompensation ? 0x1000 : 0);
  const out: number[] = [];
  put(out, 2, flags);
  putSigned(out, 2, value.powerW);
  return Uint8Array.of(...out, ...tail);
}

export const cyclingPowerMeasurementMeta: DecoderMeta<CyclingPowerMeasurement> = {
  profile: 'gatt',
  id: '2A63',
  name: 'Cycling Power Measurement',
  source: 'GSS Cycling Power Measurement; CPS 1.1',
  fields: /* @__PURE__ */ unitsOf(
    {
      powerW: 'W',
      pedalPowerBalanceReference: '',
      accumulatedTorqueNm: 'N m',
      accumulatedTorqueRaw: '1/32 N m',
      accumulatedTorqueSource: '',
      wheelEventTimeRaw: '1/2048 s',
      wheelEventTimeS: 's',
      crankEventTimeRaw: '1/1024 s',
      crankEventTimeS: 's',
      angleMaxDeg: '°',
      angleMinDeg: '°',
      offsetCompensation: '',
    },
    LAYOUT,
  ),
  encodes: true,
};
