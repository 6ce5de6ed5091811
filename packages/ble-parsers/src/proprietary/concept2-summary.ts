/**
 * Records that a Concept2 PM5 sends after an interval (0x37, 0x38) and after a workout (0x39, 0x3A). They contain no
 * momentary values, so only the energy gives readings. A "just row" workout sends no 0x39. No captures of 0x37 and 0x38
 * are public; two open-source decoders agree on their layout.
 *
 * The four layouts are in one file, because they belong to one monitor.
 */
import { bits } from '../bits.js';
import type { DateTime } from '../gatt/2A08-date-time.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  type Payload,
  type Reader,
  reader,
  u8,
  u16,
  u24,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { heartRate } from './concept2-status.js';

const SOURCE = 'JaapvanEkris/openrowingmonitor, PM5 interface; tijmenvangulik/ErgometerJS';

/** Record 0x37. */
export interface Concept2Interval extends Payload {
  /** s, resolution 0.01. */
  elapsedTimeS: number;
  /** m, resolution 0.1. */
  distanceM: number;
  /** s, resolution 0.1. */
  splitTimeS: number;
  splitDistanceM: number;
  restTimeS: number;
  restDistanceM: number;
  intervalTypeCode: number;
  intervalNumber: number;
}

/** Reads record 0x37, 18 bytes. */
export function concept2Interval(r: Reader): Concept2Interval {
  return {
    elapsedTimeS: u24(r) / 100,
    distanceM: u24(r) / 10,
    splitTimeS: u24(r) / 10,
    splitDistanceM: u24(r),
    restTimeS: u16(r),
    restDistanceM: u16(r),
    intervalTypeCode: u8(r),
    intervalNumber: u8(r),
  };
}

/** Record 0x38: means of the interval. */
export interface Concept2IntervalMeans extends Payload {
  /** s, resolution 0.01. */
  elapsedTimeS: number;
  intervalStrokeRateSpm: number;
  /** bpm; `undefined` if there is none. */
  workHeartRateBpm?: number | undefined;
  /** bpm; `undefined` if there is none. */
  restHeartRateBpm?: number | undefined;
  /** s for 500 m, resolution 0.1. */
  intervalPaceSPer500m: number;
  energyTotalKcal: number;
  energyKcalH: number;
  /** m/s, resolution 0.001. */
  intervalSpeedMps: number;
  intervalPowerW: number;
  intervalDragFactor: number;
  intervalNumber: number;
  machineTypeCode: number;
}

/** Reads record 0x38, 19 bytes. */
export function concept2IntervalMeans(r: Reader): Concept2IntervalMeans {
  return {
    elapsedTimeS: u24(r) / 100,
    intervalStrokeRateSpm: u8(r),
    workHeartRateBpm: heartRate(r),
    restHeartRateBpm: heartRate(r),
    intervalPaceSPer500m: u16(r) / 10,
    energyTotalKcal: u16(r),
    energyKcalH: u16(r),
    intervalSpeedMps: u16(r) / 1000,
    intervalPowerW: u16(r),
    intervalDragFactor: u8(r),
    intervalNumber: u8(r),
    machineTypeCode: u8(r),
  };
}

/** Record 0x39. */
export interface Concept2Summary extends Payload {
  /** When the workout was logged, local time. */
  timestamp: DateTime;
  /** s, resolution 0.01. */
  elapsedTimeS: number;
  /** m, resolution 0.1. */
  distanceM: number;
  averageStrokeRateSpm: number;
  /** bpm; `undefined` if there is none. The same applies to the other heart rates. */
  endingHeartRateBpm?: number | undefined;
  averageHeartRateBpm?: number | undefined;
  minHeartRateBpm?: number | undefined;
  maxHeartRateBpm?: number | undefined;
  averageDragFactor: number;
  recoveryHeartRateBpm?: number | undefined;
  workoutTypeCode: number;
  /** s for 500 m, resolution 0.1; not through 0x80. */
  averagePaceSPer500m?: number | undefined;
}

/** Month in bits 0 to 3, day in 4 to 8, years since 2000 above; then minute and hour. */
function logTime(r: Reader): DateTime {
  const date = u16(r);
  const minute = u8(r);
  const hour = u8(r);
  const [month, day, year] = [bits(date, 0, 4), bits(date, 4, 5), 2000 + (date >>> 9)];
  return { year, month, day, hour, minute, second: 0 };
}

/** Reads record 0x39: 20 bytes, or 18 through 0x80. */
export function concept2Summary(r: Reader, isMultiplexed: boolean): Concept2Summary {
  return {
    timestamp: logTime(r),
    elapsedTimeS: u24(r) / 100,
    distanceM: u24(r) / 10,
    averageStrokeRateSpm: u8(r),
    endingHeartRateBpm: heartRate(r),
    averageHeartRateBpm: heartRate(r),
    minHeartRateBpm: heartRate(r),
    maxHeartRateBpm: heartRate(r),
    averageDragFactor: u8(r),
    recoveryHeartRateBpm: heartRate(r),
    workoutTypeCode: u8(r),
    averagePaceSPer500m: isMultiplexed ? undefined : u16(r) / 10,
  };
}

/** Record 0x3A. */
export interface Concept2AdditionalSummary extends Payload {
  /** When the workout was logged, local time. */
  timestamp: DateTime;
  /** Not through 0x80. */
  intervalTypeCode?: number | undefined;
  /** m or s, depending on the type of the workout. */
  intervalSizeRaw: number;
  intervalCount: number;
  energyTotalKcal: number;
  /** Mean of the workout. */
  powerW: number;
  totalRestDistanceM: number;
  intervalRestTimeS: number;
  energyKcalH: number;
}

/** Reads record 0x3A: 19 bytes, or 18 through 0x80. */
export function concept2AdditionalSummary(
  r: Reader,
  isMultiplexed: boolean,
): Concept2AdditionalSummary {
  return {
    timestamp: logTime(r),
    intervalTypeCode: isMultiplexed ? undefined : u8(r),
    intervalSizeRaw: u16(r),
    intervalCount: u8(r),
    energyTotalKcal: u16(r),
    powerW: u16(r),
    totalRestDistanceM: u24(r),
    intervalRestTimeS: u16(r),
    energyKcalH: u16(r),
  };
}

/** Decodes CE060037-…. Fails with `too-short` below 18 bytes. Source: as `decodeConcept2Status`. */
export function decodeConcept2Interval(bytes: BytesInput): DecodeResult<Concept2Interval> {
  const r = reader(bytes);
  return finish(r, concept2Interval(r));
}

/** Decodes CE060038-…. Fails with `too-short` below 19 bytes. Source: as `decodeConcept2Status`. */
export function decodeConcept2IntervalMeans(
  bytes: BytesInput,
): DecodeResult<Concept2IntervalMeans> {
  const r = reader(bytes);
  return finish(r, concept2IntervalMeans(r));
}

/** Decodes CE060039-…. Fails with `too-short` below 20 bytes. Source: as `decodeConcept2Status`. */
export function decodeConcept2Summary(bytes: BytesInput): DecodeResult<Concept2Summary> {
  const r = reader(bytes);
  return finish(r, concept2Summary(r, false));
}

/** Decodes CE06003A-…. Fails with `too-short` below 19 bytes. Source: as `decodeConcept2Status`. */
export function decodeConcept2AdditionalSummary(
  bytes: BytesInput,
): DecodeResult<Concept2AdditionalSummary> {
  const r = reader(bytes);
  return finish(r, concept2AdditionalSummary(r, false));
}

export const concept2IntervalMeta: DecoderMeta<Concept2Interval> = {
  profile: 'concept2',
  id: 'CE06003743E511E4916C0800200C9A66',
  name: 'Concept2 PM5, interval (37)',
  source: SOURCE,
  fields: {
    elapsedTimeS: 's',
    distanceM: 'm',
    splitTimeS: 's',
    splitDistanceM: 'm',
    restTimeS: 's',
    restDistanceM: 'm',
    intervalTypeCode: '',
    intervalNumber: '',
  },
};

export const concept2IntervalMeansMeta: DecoderMeta<Concept2IntervalMeans> = {
  profile: 'concept2',
  id: 'CE06003843E511E4916C0800200C9A66',
  name: 'Concept2 PM5, means of an interval (38)',
  source: SOURCE,
  fields: {
    elapsedTimeS: 's',
    intervalStrokeRateSpm: '1/min',
    workHeartRateBpm: 'bpm',
    restHeartRateBpm: 'bpm',
    intervalPaceSPer500m: 's/500 m',
    energyTotalKcal: 'kcal',
    energyKcalH: 'kcal/h',
    intervalSpeedMps: 'm/s',
    intervalPowerW: 'W',
    intervalDragFactor: '',
    intervalNumber: '',
    machineTypeCode: '',
  },
};

export const concept2SummaryMeta: DecoderMeta<Concept2Summary> = {
  profile: 'concept2',
  id: 'CE06003943E511E4916C0800200C9A66',
  name: 'Concept2 PM5, summary of a workout (39)',
  source: SOURCE,
  fields: {
    timestamp: '',
    elapsedTimeS: 's',
    distanceM: 'm',
    averageStrokeRateSpm: '1/min',
    endingHeartRateBpm: 'bpm',
    averageHeartRateBpm: 'bpm',
    minHeartRateBpm: 'bpm',
    maxHeartRateBpm: 'bpm',
    averageDragFactor: '',
    recoveryHeartRateBpm: 'bpm',
    workoutTypeCode: '',
    averagePaceSPer500m: 's/500 m',
  },
};

export const concept2AdditionalSummaryMeta: DecoderMeta<Concept2AdditionalSummary> = {
  profile: 'concept2',
  id: 'CE06003A43E511E4916C0800200C9A66',
  name: 'Concept2 PM5, further summary of a workout (3A)',
  source: SOURCE,
  fields: {
    timestamp: '',
    intervalTypeCode: '',
    intervalSizeRaw: '',
    intervalCount: '',
    energyTotalKcal: 'kcal',
    powerW: 'W',
    totalRestDistanceM: 'm',
    intervalRestTimeS: 's',
    energyKcalH: 'kcal/h',
  },
};
