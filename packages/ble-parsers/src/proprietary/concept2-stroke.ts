/**
 * Records that a Concept2 PM5 sends for every stroke: stroke data (0x35, twice per stroke), power
 * (0x36) and the force curve (0x3D). No captures of 0x35 and 0x36 are public; two open-source decoders
 * agree on their layout.
 */
import { bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import {
  allowTruncation,
  type BytesInput,
  finish,
  list,
  type Payload,
  type Reader,
  reader,
  u8,
  u16,
  u24,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const SOURCE = 'JaapvanEkris/openrowingmonitor, PM5 interface; tijmenvangulik/ErgometerJS';

/** Record 0x35. */
export interface Concept2Stroke extends Payload {
  /** s, resolution 0.01. */
  elapsedTimeS: number;
  /** m, resolution 0.1. */
  distanceM: number;
  /** m, resolution 0.01. */
  driveLengthM: number;
  /** s, resolution 0.01. */
  driveTimeS: number;
  /** s, resolution 0.01. */
  recoveryTimeS: number;
  /** m, resolution 0.01. */
  strokeDistanceM: number;
  /** pound-force, resolution 0.1. */
  peakForceLbf: number;
  /** pound-force, resolution 0.1. */
  averageForceLbf: number;
  /** J, resolution 0.1; not through 0x80. */
  workPerStrokeJ?: number | undefined;
  strokeCount: number;
}

/** Reads record 0x35: 20 bytes, or 18 through 0x80. */
export function concept2Stroke(r: Reader, isMultiplexed: boolean): Concept2Stroke {
  return {
    elapsedTimeS: u24(r) / 100,
    distanceM: u24(r) / 10,
    driveLengthM: u8(r) / 100,
    driveTimeS: u8(r) / 100,
    recoveryTimeS: u16(r) / 100,
    strokeDistanceM: u16(r) / 100,
    peakForceLbf: u16(r) / 10,
    averageForceLbf: u16(r) / 10,
    workPerStrokeJ: isMultiplexed ? undefined : u16(r) / 10,
    strokeCount: u16(r),
  };
}

/** Record 0x36. */
export interface Concept2StrokePower extends Payload {
  /** s, resolution 0.01. */
  elapsedTimeS: number;
  /** W of the stroke. */
  powerW: number;
  /** Rate of energy use, kcal/h. */
  energyKcalH: number;
  strokeCount: number;
  /** Duration of the workout at this pace, in s. */
  projectedTimeS: number;
  /** Distance of the workout at this pace, in m. */
  projectedDistanceM: number;
  /** J, resolution 0.1; through 0x80 only. */
  workPerStrokeJ?: number | undefined;
}

/** Reads record 0x36: 15 bytes, or 17 through 0x80. */
export function concept2StrokePower(r: Reader, isMultiplexed: boolean): Concept2StrokePower {
  return {
    elapsedTimeS: u24(r) / 100,
    powerW: u16(r),
    energyKcalH: u16(r),
    strokeCount: u16(r),
    projectedTimeS: u24(r),
    projectedDistanceM: u24(r),
    workPerStrokeJ: isMultiplexed ? u16(r) / 10 : undefined,
  };
}

/** A part of the force curve of a stroke. */
export interface Concept2ForceCurve extends Payload {
  /** Number of notifications of the whole curve. */
  notificationCount: number;
  /** Index of this notification. */
  sequence: number;
  /** pound-force, oldest first; at most as many values as the header announces. */
  forceLbf: number[];
}

/** Decodes CE060035-…. Fails with `too-short` below 20 bytes. Source: as `decodeConcept2Status`. */
export function decodeConcept2Stroke(bytes: BytesInput): DecodeResult<Concept2Stroke> {
  const r = reader(bytes);
  return finish(r, concept2Stroke(r, false));
}

/** Decodes CE060036-…. Fails with `too-short` below 15 bytes. Source: as `decodeConcept2Status`. */
export function decodeConcept2StrokePower(bytes: BytesInput): DecodeResult<Concept2StrokePower> {
  const r = reader(bytes);
  return finish(r, concept2StrokePower(r, false));
}

/** Decodes CE06003D-…. Fails with `too-short` below 2 bytes. Source: as `decodeConcept2Status`. */
export function decodeConcept2ForceCurve(bytes: BytesInput): DecodeResult<Concept2ForceCurve> {
  const r = reader(bytes);
  const header = u8(r);
  const sequence = u8(r);
  allowTruncation(r);
  const words = bits(header, 0, 4);
  const forceLbf = list(r, words > 0 && r.end > 2, u16).slice(0, words);
  return finish(r, { notificationCount: header >> 4, sequence, forceLbf });
}

export const concept2StrokeMeta: DecoderMeta<Concept2Stroke> = {
  profile: 'concept2',
  id: 'CE06003543E511E4916C0800200C9A66',
  name: 'Concept2 PM5, stroke (35)',
  source: SOURCE,
  fields: {
    elapsedTimeS: 's',
    distanceM: 'm',
    driveLengthM: 'm',
    driveTimeS: 's',
    recoveryTimeS: 's',
    strokeDistanceM: 'm',
    peakForceLbf: 'lbf',
    averageForceLbf: 'lbf',
    workPerStrokeJ: 'J',
    strokeCount: '',
  },
};

export const concept2StrokePowerMeta: DecoderMeta<Concept2StrokePower> = {
  profile: 'concept2',
  id: 'CE06003643E511E4916C0800200C9A66',
  name: 'Concept2 PM5, stroke power (36)',
  source: SOURCE,
  fields: {
    elapsedTimeS: 's',
    powerW: 'W',
    energyKcalH: 'kcal/h',
    strokeCount: '',
    projectedTimeS: 's',
    projectedDistanceM: 'm',
    workPerStrokeJ: 'J',
  },
};

export const concept2ForceCurveMeta: DecoderMeta<Concept2ForceCurve> = {
  profile: 'concept2',
  id: 'CE06003D43E511E4916C0800200C9A66',
  name: 'Concept2 PM5, force curve (3D)',
  source: SOURCE,
  fields: { notificationCount: '', sequence: '', forceLbf: 'lbf' },
};
