/**
 * Records that a Concept2 PM5 sends during a workout: general status (0x31) and two additional ones
 * (0x32, 0x33). After the end of a workout the monitor keeps sending the same values; a new interval
 * starts from 0. Through the multiplexed characteristic (0x80) some records have other fields: see `isMultiplexed`.
 */
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  type Payload,
  type Reader,
  reader,
  scaled,
  u8,
  u16,
  u24,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const SOURCE = 'JaapvanEkris/openrowingmonitor, PM5 interface; tijmenvangulik/ErgometerJS';

/** Record 0x31. */
export interface Concept2Status extends Payload {
  /** s, resolution 0.01. */
  elapsedTimeS: number;
  /** m, resolution 0.1. */
  distanceM: number;
  /** 1 just row, 3 fixed distance, 5 fixed time, 10 fixed calories, others. */
  workoutTypeCode: number;
  intervalTypeCode: number;
  /** 0 waiting, 1 rowing, 10 ended, 12 logged, others. */
  workoutStateCode: number;
  rowingStateCode: number;
  strokeStateCode: number;
  /** m of work, without rests. */
  totalWorkDistanceM: number;
  /** In the unit of `workoutDurationTypeCode`. */
  workoutDurationRaw: number;
  /** 0x00 hundredths of a second, 0x40 calories, 0x80 m. */
  workoutDurationTypeCode: number;
  /** `undefined` if there is none (0). */
  dragFactor?: number | undefined;
}

/** Reads record 0x31, 19 bytes. */
export function concept2Status(r: Reader): Concept2Status {
  return {
    elapsedTimeS: u24(r) / 100,
    distanceM: u24(r) / 10,
    workoutTypeCode: u8(r),
    intervalTypeCode: u8(r),
    workoutStateCode: u8(r),
    rowingStateCode: u8(r),
    strokeStateCode: u8(r),
    totalWorkDistanceM: u24(r),
    workoutDurationRaw: u24(r),
    workoutDurationTypeCode: u8(r),
    dragFactor: scaled(u8(r), 1, 0),
  };
}

/** Record 0x32. */
export interface Concept2AdditionalStatus extends Payload {
  /** s, resolution 0.01. */
  elapsedTimeS: number;
  /** m/s, resolution 0.001. */
  speedMps: number;
  /** Strokes per minute. */
  strokeRateSpm: number;
  /** bpm; `undefined` without a heart rate sensor (0, 255). */
  heartRateBpm?: number | undefined;
  /** s for 500 m, resolution 0.01; 0 while the boat is not moving. */
  paceSPer500m: number;
  /** s for 500 m, resolution 0.01. */
  averagePaceSPer500m: number;
  /** m. */
  restDistanceM: number;
  /** s, resolution 0.01. */
  restTimeS: number;
  /** W; only through 0x80. */
  averagePowerW?: number | undefined;
  machineTypeCode: number;
}

/** Reads record 0x32: 17 bytes, or 19 through 0x80. */
export function concept2AdditionalStatus(
  r: Reader,
  isMultiplexed: boolean,
): Concept2AdditionalStatus {
  return {
    elapsedTimeS: u24(r) / 100,
    speedMps: u16(r) / 1000,
    strokeRateSpm: u8(r),
    heartRateBpm: heartRate(r),
    paceSPer500m: u16(r) / 100,
    averagePaceSPer500m: u16(r) / 100,
    restDistanceM: u16(r),
    restTimeS: u24(r) / 100,
    averagePowerW: isMultiplexed ? u16(r) : undefined,
    machineTypeCode: u8(r),
  };
}

/** Reads a heart rate; 0 and 255 mean that there is none. */
export function heartRate(r: Reader): number | undefined {
  return scaled(scaled(u8(r), 1, 0xff), 1, 0);
}

/** Record 0x33. */
export interface Concept2SplitStatus extends Payload {
  /** s, resolution 0.01. */
  elapsedTimeS: number;
  intervalCount: number;
  /** W, average of the workout; not through 0x80. */
  averagePowerW?: number | undefined;
  /** kcal since the start of the workout. */
  energyTotalKcal: number;
  /** s for 500 m, resolution 0.01. */
  splitAveragePaceSPer500m: number;
  splitAveragePowerW: number;
  splitEnergyKcalH: number;
  /** As sent: the specification says 0.1 s, but machines send 0.01 s. */
  lastSplitTimeRaw: number;
  lastSplitDistanceM: number;
}

/** Reads record 0x33: 20 bytes, or 18 through 0x80. */
export function concept2SplitStatus(r: Reader, isMultiplexed: boolean): Concept2SplitStatus {
  return {
    elapsedTimeS: u24(r) / 100,
    intervalCount: u8(r),
    averagePowerW: isMultiplexed ? undefined : u16(r),
    energyTotalKcal: u16(r),
    splitAveragePaceSPer500m: u16(r) / 100,
    splitAveragePowerW: u16(r),
    splitEnergyKcalH: u16(r),
    lastSplitTimeRaw: u24(r),
    lastSplitDistanceM: u24(r),
  };
}

/**
 * Decodes CE060031-43E5-11E4-916C-0800200C9A66. Fails with `too-short` below 19 bytes.
 * Source: JaapvanEkris/openrowingmonitor, PM5 interface; tijmenvangulik/ErgometerJS, which agree.
 */
export function decodeConcept2Status(bytes: BytesInput): DecodeResult<Concept2Status> {
  const r = reader(bytes);
  return finish(r, concept2Status(r));
}

/** Decodes CE060032-…. Fails with `too-short` below 17 bytes. Source: as `decodeConcept2Status`. */
export function decodeConcept2AdditionalStatus(
  bytes: BytesInput,
): DecodeResult<Concept2AdditionalStatus> {
  const r = reader(bytes);
  return finish(r, concept2AdditionalStatus(r, false));
}

/** Decodes CE060033-…. Fails with `too-short` below 20 bytes. Source: as `decodeConcept2Status`. */
export function decodeConcept2SplitStatus(bytes: BytesInput): DecodeResult<Concept2SplitStatus> {
  const r = reader(bytes);
  return finish(r, concept2SplitStatus(r, false));
}

export const concept2StatusMeta: DecoderMeta<Concept2Status> = {
  profile: 'concept2',
  id: 'CE06003143E511E4916C0800200C9A66',
  name: 'Concept2 PM5, general status (31)',
  source: SOURCE,
  fields: {
    elapsedTimeS: 's',
    distanceM: 'm',
    workoutTypeCode: '',
    intervalTypeCode: '',
    workoutStateCode: '',
    rowingStateCode: '',
    strokeStateCode: '',
    totalWorkDistanceM: 'm',
    workoutDurationRaw: '',
    workoutDurationTypeCode: '',
    dragFactor: '',
  },
};

export const concept2AdditionalStatusMeta: DecoderMeta<Concept2AdditionalStatus> = {
  profile: 'concept2',
  id: 'CE06003243E511E4916C0800200C9A66',
  name: 'Concept2 PM5, speed, rate, heart rate, pace (32)',
  source: SOURCE,
  fields: {
    elapsedTimeS: 's',
    speedMps: 'm/s',
    strokeRateSpm: '1/min',
    heartRateBpm: 'bpm',
    paceSPer500m: 's/500 m',
    averagePaceSPer500m: 's/500 m',
    restDistanceM: 'm',
    restTimeS: 's',
    averagePowerW: 'W',
    machineTypeCode: '',
  },
};

export const concept2SplitStatusMeta: DecoderMeta<Concept2SplitStatus> = {
  profile: 'concept2',
  id: 'CE06003343E511E4916C0800200C9A66',
  name: 'Concept2 PM5, energy and split (33)',
  source: SOURCE,
  fields: {
    elapsedTimeS: 's',
    intervalCount: '',
    averagePowerW: 'W',
    energyTotalKcal: 'kcal',
    splitAveragePaceSPer500m: 's/500 m',
    splitAveragePowerW: 'W',
    splitEnergyKcalH: 'kcal/h',
    lastSplitTimeRaw: '',
    lastSplitDistanceM: 'm',
  },
};
