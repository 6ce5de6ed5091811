/** Pages of all fitness equipment: 16 general, 17 settings, 18 metabolism. */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, s16, scaled, skip, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntFePage, feState } from './fe-state.js';
import { antPage } from './page.js';

const SOURCE = 'ANT+ Device Profile Fitness Equipment';
/** By code, starting with 16. */
const TYPES = [
  'general',
  undefined,
  undefined,
  'treadmill',
  'elliptical',
  'stationary-bike',
  'rower',
  'climber',
  'nordic-skier',
  'trainer',
] as const;
const HEART_RATE_SOURCES = [undefined, 'heart-rate-monitor', 'em', 'hand-contact'] as const;

/** Page 16 of fitness equipment. */
export interface AntFeGeneral extends AntFePage {
  /** `undefined` if reserved. */
  equipmentType?: NonNullable<(typeof TYPES)[number]> | undefined;
  /** s, resolution 0.25: rolls over every 64 s. */
  elapsedTimeS: number;
  /** m, rolls over every 256 m; `undefined` if the equipment does not measure it. */
  distanceM?: number | undefined;
  /** m/s, resolution 0.001; `undefined` if not available (0xFFFF). */
  speedMps?: number | undefined;
  /** bpm; `undefined` if not available (0xFF). */
  heartRateBpm?: number | undefined;
  /** `undefined` if not available. */
  heartRateSource?: NonNullable<(typeof HEART_RATE_SOURCES)[number]> | undefined;
  distanceEnabled: boolean;
  /** The speed is computed from a model, not measured. */
  virtualSpeed: boolean;
}

/**
 * Decodes page 16 of device type 17. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Fitness Equipment, general data page, as implemented by open-source
 * decoders.
 */
export function decodeAntFeGeneral(bytes: BytesInput): DecodeResult<AntFeGeneral> {
  const r = reader(bytes);
  const page = antPage(r, 16);
  const type = u8(r);
  const elapsedTimeS = u8(r) / 4;
  const distance = u8(r);
  const speedMps = scaled(u16(r), 1000, 0xffff);
  const heartRateBpm = scaled(u8(r), 1, 0xff);
  const flags = u8(r);
  const distanceEnabled = bit(flags, 2);
  return finish(r, {
    page,
    equipmentType: TYPES[bits(type, 0, 5) - 16],
    elapsedTimeS,
    distanceM: distanceEnabled ? distance : undefined,
    speedMps,
    heartRateBpm,
    heartRateSource: HEART_RATE_SOURCES[bits(flags, 0, 2)],
    distanceEnabled,
    virtualSpeed: bit(flags, 3),
    ...feState(flags),
  });
}

/** Page 17 of fitness equipment. */
export interface AntFeSettings extends AntFePage {
  /** m per revolution, stride or stroke, resolution 0.01; `undefined` if not available (0xFF). */
  cycleLengthM?: number | undefined;
  /** %, resolution 0.01; `undefined` if not available (0x7FFF). */
  inclinePercent?: number | undefined;
  /** % of the maximum, resolution 0.5; `undefined` if not available (0xFF). */
  resistancePercent?: number | undefined;
}

/**
 * Decodes page 17 of device type 17. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Fitness Equipment, general settings page.
 */
export function decodeAntFeSettings(bytes: BytesInput): DecodeResult<AntFeSettings> {
  const r = reader(bytes);
  const page = antPage(r, 17);
  skip(r, 2);
  return finish(r, {
    page,
    cycleLengthM: scaled(u8(r), 100, 0xff),
    inclinePercent: scaled(s16(r), 100, 0x7fff),
    resistancePercent: scaled(u8(r), 2, 0xff),
    ...feState(u8(r)),
  });
}

/** Page 18 of fitness equipment. */
export interface AntFeMetabolic extends AntFePage {
  /** Metabolic equivalent, resolution 0.01; `undefined` if not available (0xFFFF). */
  met?: number | undefined;
  /** kcal/h, resolution 0.1; `undefined` if not available (0xFFFF). */
  caloricBurnKcalH?: number | undefined;
  /** kcal, u8: rolls over after 255. */
  caloriesKcal: number;
}

/**
 * Decodes page 18 of device type 17. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Fitness Equipment, general metabolic page.
 */
export function decodeAntFeMetabolic(bytes: BytesInput): DecodeResult<AntFeMetabolic> {
  const r = reader(bytes);
  const page = antPage(r, 18);
  skip(r, 1);
  return finish(r, {
    page,
    met: scaled(u16(r), 100, 0xffff),
    caloricBurnKcalH: scaled(u16(r), 10, 0xffff),
    caloriesKcal: u8(r),
    ...feState(u8(r)),
  });
}

export const antFeGeneralMeta: DecoderMeta<AntFeGeneral> = {
  profile: 'ant',
  id: '17/16',
  name: 'ANT+ Fitness Equipment, general (16)',
  source: SOURCE,
  fields: {
    page: '',
    equipmentType: '',
    elapsedTimeS: 's',
    distanceM: 'm',
    speedMps: 'm/s',
    heartRateBpm: 'bpm',
    heartRateSource: '',
    distanceEnabled: '',
    virtualSpeed: '',
    feState: '',
    lapToggle: '',
  },
};

export const antFeSettingsMeta: DecoderMeta<AntFeSettings> = {
  profile: 'ant',
  id: '17/17',
  name: 'ANT+ Fitness Equipment, settings (17)',
  source: SOURCE,
  fields: {
    page: '',
    cycleLengthM: 'm',
    inclinePercent: '%',
    resistancePercent: '%',
    feState: '',
    lapToggle: '',
  },
};

export const antFeMetabolicMeta: DecoderMeta<AntFeMetabolic> = {
  profile: 'ant',
  id: '17/18',
  name: 'ANT+ Fitness Equipment, metabolism (18)',
  source: SOURCE,
  fields: {
    page: '',
    met: 'MET',
    caloricBurnKcalH: 'kcal/h',
    caloriesKcal: 'kcal',
    feState: '',
    lapToggle: '',
  },
};
