/** Pulse oximeter (0x2A5E, 0x2A5F, 0x2A60): single measurements, continuous ones, features. */
import { bit, namesOf } from '../bits.js';
import { type FieldsOf, fields } from '../fields.js';
import { type MedicalNumber, sfloat } from '../ieee11073.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, flagsOf, type Payload, reader, u8, u16, u24 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { unitsOf } from '../units.js';
import { dateTime } from './2A08-date-time.js';

/** Fields of both kinds of measurement, from flag `first` upwards. */
const status = (first: number) =>
  ({
    /**
     * By bit: 5 ongoing, 6 early estimate, 7 validated, 8 fully qualified, 9 from memory, 10 for
     * demonstration, 11 for testing, 12 calibration ongoing, 13 unavailable, 14 questionable, 15 invalid.
     */
    measurementStatusRaw: [first, u16],
    /**
     * By bit: 0 display updating, 1 equipment malfunction, 2 processing irregularity, 3 inadequate
     * signal, 4 poor signal, 5 low perfusion, 6 erratic signal, 7 not pulsatile, 8 questionable pulse,
     * 9 analysis ongoing, 10 interference, 11 not on the user, 12 unknown sensor, 13 displaced,
     * 14 malfunctioning, 15 disconnected.
     */
    deviceSensorStatusRaw: [first + 1, u24],
    /** %, or the reason why there is no value. */
    pulseAmplitudeIndexPercent: [first + 2, sfloat],
  }) as const;

const spotCheck = () =>
  ({
    /** Time of the measurement. */
    timestamp: [0, dateTime],
    ...status(1),
  }) as const;

const continuous = () =>
  ({
    /** %, output of the fast filter. */
    spo2FastPercent: [0, sfloat],
    /** bpm, output of the fast filter. */
    pulseRateFastBpm: [0, sfloat],
    /** %, output of the slow filter. */
    spo2SlowPercent: [1, sfloat],
    /** bpm, output of the slow filter. */
    pulseRateSlowBpm: [1, sfloat],
    ...status(2),
  }) as const;

/** The two values of every measurement. */
interface Oximetry extends Payload {
  /** Oxygen saturation in %, or the reason why there is no value. */
  spo2Percent: MedicalNumber;
  /** bpm, or the reason why there is no value. */
  pulseRateBpm: MedicalNumber;
}

/** A single measurement. Fields that are not sent are `undefined`. */
export interface PlxSpotCheckMeasurement extends Oximetry, FieldsOf<ReturnType<typeof spotCheck>> {
  /** The clock of the device was never set, so `timestamp` is meaningless. */
  isClockNotSet: boolean;
}

/** One of a stream of measurements. Fields that are not sent are `undefined`. */
export interface PlxContinuousMeasurement
  extends Oximetry,
    FieldsOf<ReturnType<typeof continuous>> {}

/**
 * Decodes 0x2A5E. Flags: 0 time, 1 status, 2 sensor status, 3 pulse amplitude, 4 clock not set. Fails
 * with `too-short` if saturation or pulse is truncated.
 * Source: PLXS 1.0, PLX Spot-Check Measurement.
 */
export function decodePlxSpotCheckMeasurement(
  bytes: BytesInput,
): DecodeResult<PlxSpotCheckMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x1f);
  return finish(
    r,
    Object.assign(
      fields(r, flags, spotCheck(), { spo2Percent: sfloat(r), pulseRateBpm: sfloat(r) }),
      { isClockNotSet: bit(flags, 4) },
    ),
  );
}

/**
 * Decodes 0x2A5F. Flags: 0 fast, 1 slow, 2 status, 3 sensor status, 4 pulse amplitude. Fails with
 * `too-short` if saturation or pulse is truncated.
 * Source: PLXS 1.0, PLX Continuous Measurement.
 */
export function decodePlxContinuousMeasurement(
  bytes: BytesInput,
): DecodeResult<PlxContinuousMeasurement> {
  const r = reader(bytes);
  const flags = flagsOf(r, u8, 0x1f);
  return finish(
    r,
    fields(r, flags, continuous(), { spo2Percent: sfloat(r), pulseRateBpm: sfloat(r) }),
  );
}

const FEATURES = [
  'measurement-status',
  'device-sensor-status',
  'measurement-storage',
  'timestamp',
  'spo2-pulse-rate-fast',
  'spo2-pulse-rate-slow',
  'pulse-amplitude-index',
  'multiple-bonds',
] as const;

const SUPPORT = {
  /** Bits of `measurementStatusRaw` that the device supports. */
  measurementStatusSupportRaw: [0, u16],
  /** Bits of `deviceSensorStatusRaw` that the device supports. */
  deviceSensorStatusSupportRaw: [1, u24],
} as const;

/** Features that an oximeter supports. */
export interface PlxFeatures extends Payload, FieldsOf<typeof SUPPORT> {
  features: (typeof FEATURES)[number][];
  /** The feature bits as sent, including bits without a name. */
  featuresRaw: number;
}

/** Decodes 0x2A60, 2 to 7 bytes. Source: PLXS 1.0, PLX Features. */
export function decodePlxFeatures(bytes: BytesInput): DecodeResult<PlxFeatures> {
  const r = reader(bytes);
  const featuresRaw = u16(r);
  return finish(
    r,
    fields(r, featuresRaw, SUPPORT, { features: namesOf(featuresRaw, FEATURES), featuresRaw }),
  );
}

export const plxSpotCheckMeasurementMeta: DecoderMeta<PlxSpotCheckMeasurement> = {
  profile: 'gatt',
  id: '2A5E',
  name: 'PLX Spot-Check Measurement',
  source: 'PLXS 1.0, PLX Spot-Check Measurement',
  fields: /* @__PURE__ */ unitsOf(
    { spo2Percent: '%', pulseRateBpm: 'bpm', isClockNotSet: '' },
    /* @__PURE__ */ spotCheck(),
  ),
};

export const plxContinuousMeasurementMeta: DecoderMeta<PlxContinuousMeasurement> = {
  profile: 'gatt',
  id: '2A5F',
  name: 'PLX Continuous Measurement',
  source: 'PLXS 1.0, PLX Continuous Measurement',
  fields: /* @__PURE__ */ unitsOf(
    { spo2Percent: '%', pulseRateBpm: 'bpm' },
    /* @__PURE__ */ continuous(),
  ),
};

export const plxFeaturesMeta: DecoderMeta<PlxFeatures> = {
  profile: 'gatt',
  id: '2A60',
  name: 'PLX Features',
  source: 'PLXS 1.0, PLX Features',
  fields: /* @__PURE__ */ unitsOf({ features: '', featuresRaw: '' }, SUPPORT),
};
