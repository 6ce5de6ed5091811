/**
 * Commands to a trainer: 48 resistance, 49 power, 50 wind, 51 track. The trainer also sends these pages
 * on request.
 */
import { type DecoderMeta, metasOf } from '../meta.js';
import { type BytesInput, finish, reader, scaled, skip, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const RESISTANCE = 48;
const POWER = 49;
const WIND = 50;
const TRACK = 51;

/** Pages 48 to 51 of a trainer. Fields of the other pages are absent. */
export interface AntFeControl extends AntPage {
  /** Page 48: % of the maximum, resolution 0.5. */
  resistancePercent?: number | undefined;
  /** Page 49: W, resolution 0.25. */
  targetPowerW?: number | undefined;
  /** Page 50: kg/m, resolution 0.01; `undefined` if the trainer chooses it (0xFF). */
  windResistanceKgM?: number | undefined;
  /** Page 50: wind speed in km/h, positive for head wind; `undefined` if the trainer chooses it (0xFF). */
  windSpeedKmh?: number | undefined;
  /** Page 50: drafting factor, resolution 0.01; `undefined` if the trainer chooses it (0xFF). */
  draftingFactor?: number | undefined;
  /** Page 51: %, resolution 0.01; `undefined` if the trainer chooses it (0xFFFF). */
  gradePercent?: number | undefined;
  /**
   * Page 51: coefficient of rolling resistance, resolution 0.00005; `undefined` if the trainer chooses it
   * (0xFF).
   */
  crr?: number | undefined;
}

/**
 * Decodes pages 48 to 51 of device type 17. Fails with `too-short` below 8 bytes, `invalid-value` for
 * another page.
 * Source: ANT+ Device Profile Fitness Equipment, control pages, as implemented by open-source decoders.
 */
export function decodeAntFeControl(bytes: BytesInput): DecodeResult<AntFeControl> {
  const r = reader(bytes);
  const value: AntFeControl = { page: antPage(r, RESISTANCE, POWER, WIND, TRACK) };
  skip(r, 4);
  const byte5 = u8(r);
  const byte6 = u8(r);
  const byte7 = u8(r);
  if (value.page === RESISTANCE) value.resistancePercent = byte7 / 2;
  if (value.page === POWER) value.targetPowerW = (byte6 | (byte7 << 8)) / 4;
  if (value.page === WIND) {
    value.windResistanceKgM = scaled(byte5, 100, 0xff);
    value.windSpeedKmh = scaled(byte6 - 127, 1, 0xff - 127);
    value.draftingFactor = scaled(byte7, 100, 0xff);
  }
  if (value.page === TRACK) {
    value.gradePercent = scaled((byte5 | (byte6 << 8)) - 20_000, 100, 0xffff - 20_000);
    value.crr = scaled(byte7, 20_000, 0xff);
  }
  return finish(r, value);
}

export const antFeControlMetas: readonly DecoderMeta[] = metasOf<AntFeControl>(
  {
    profile: 'ant',
    source: 'ANT+ Device Profile Fitness Equipment',
    fields: {
      page: '',
      resistancePercent: '%',
      targetPowerW: 'W',
      windResistanceKgM: 'kg/m',
      windSpeedKmh: 'km/h',
      draftingFactor: '',
      gradePercent: '%',
      crr: '',
    },
  },
  {
    '17/48': 'ANT+ Fitness Equipment, resistance (48)',
    '17/49': 'ANT+ Fitness Equipment, target power (49)',
    '17/50': 'ANT+ Fitness Equipment, wind resistance (50)',
    '17/51': 'ANT+ Fitness Equipment, track resistance (51)',
  },
);
