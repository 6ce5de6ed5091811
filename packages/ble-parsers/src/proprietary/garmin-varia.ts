/**
 * Garmin Varia rear radar: vehicles behind the rider. More than six are sent in two notifications (see
 * `radarTargets`).
 */
import { bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, list, type Payload, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';

/** Characteristic that notifies the vehicles. */
export const VARIA_RADAR = '6A4E3203667B11E3949A0800200C9A66';

const MORE = 0;

/** A vehicle behind the rider. */
export interface RadarTarget {
  /** Id of the vehicle, the same in all notifications. */
  targetId: number;
  distanceM: number;
  /** km/h, relative to the rider; about 5 km/h too high. */
  speedKmh: number;
}

/** One notification of a radar. */
export interface VariaRadar extends Payload {
  /** 0 to 15, increases by one with each notification. */
  counter: number;
  /** Further targets follow in the next notification. */
  moreTargets: boolean;
  /** Nearest first; empty when the road is clear. */
  targets: RadarTarget[];
}

/**
 * Decodes 6A4E3203-667B-11E3-949A-0800200C9A66. Fails with `too-short` if it is empty.
 * Source: zacharyedwardbull/pycycling, rear_view_radar; harbour-tacho.
 */
export function decodeVariaRadar(bytes: BytesInput): DecodeResult<VariaRadar> {
  const r = reader(bytes);
  const header = u8(r);
  const targets = list(r, r.end > 1, () => ({
    targetId: u8(r),
    distanceM: u8(r),
    speedKmh: u8(r),
  }));
  return finish(r, {
    counter: header >> 4,
    moreTargets: bits(header, 0, 4) === MORE && targets.length > 0,
    targets,
  });
}

export const variaRadarMeta: DecoderMeta<VariaRadar> = {
  profile: 'garmin-varia',
  id: VARIA_RADAR,
  name: 'Garmin Varia radar',
  source: 'zacharyedwardbull/pycycling',
  fields: { counter: '', moreTargets: '', targets: 'm, km/h' },
};
