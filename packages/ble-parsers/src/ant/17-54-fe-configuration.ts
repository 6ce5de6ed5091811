/** Capabilities of a trainer (page 54) and its configuration for rider and bicycle (page 55). */
import { bits, namesOf } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, scaled, skip, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const SOURCE = 'ANT+ Device Profile Fitness Equipment';
const MODES = ['basic-resistance', 'target-power', 'simulation'] as const;

/** Page 54 of a trainer. */
export interface AntFeCapabilities extends AntPage {
  /** N; `undefined` if not available (0xFFFF). */
  maxResistanceN?: number | undefined;
  /** Supported control pages: `basic-resistance` 48, `target-power` 49, `simulation` 50 and 51. */
  controlModes: (typeof MODES)[number][];
  controlModesRaw: number;
}

/**
 * Decodes page 54 of device type 17. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Fitness Equipment, FE capabilities page, as implemented by open-source
 * decoders.
 */
export function decodeAntFeCapabilities(bytes: BytesInput): DecodeResult<AntFeCapabilities> {
  const r = reader(bytes);
  const page = antPage(r, 54);
  skip(r, 4);
  const maxResistanceN = scaled(u16(r), 1, 0xffff);
  const controlModesRaw = u8(r);
  return finish(r, {
    page,
    maxResistanceN,
    controlModes: namesOf(controlModesRaw, MODES),
    controlModesRaw,
  });
}

/** Page 55 of a trainer. */
export interface AntFeUserConfiguration extends AntPage {
  /** kg, resolution 0.01; `undefined` if not available (0xFFFF). */
  userWeightKg?: number | undefined;
  /** mm to add to the diameter. */
  wheelDiameterOffsetMm: number;
  /** kg, resolution 0.05, 12 bits; `undefined` if not available (0xFFF). */
  bikeWeightKg?: number | undefined;
  /** m, resolution 0.01; `undefined` if not available (0xFF). */
  wheelDiameterM?: number | undefined;
  /** Front to rear teeth, resolution 0.03; `undefined` if not available (0). */
  gearRatio?: number | undefined;
}

/**
 * Decodes page 55 of device type 17. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Fitness Equipment, user configuration page.
 */
export function decodeAntFeUserConfiguration(
  bytes: BytesInput,
): DecodeResult<AntFeUserConfiguration> {
  const r = reader(bytes);
  const page = antPage(r, 55);
  const userWeightKg = scaled(u16(r), 100, 0xffff);
  skip(r, 1);
  const word = u16(r);
  return finish(r, {
    page,
    userWeightKg,
    wheelDiameterOffsetMm: bits(word, 0, 4),
    bikeWeightKg: scaled(word >> 4, 20, 0xfff),
    wheelDiameterM: scaled(u8(r), 100, 0xff),
    gearRatio: scaled(u8(r) * 3, 100, 0),
  });
}

export const antFeCapabilitiesMeta: DecoderMeta<AntFeCapabilities> = {
  profile: 'ant',
  id: '17/54',
  name: 'ANT+ Fitness Equipment, capabilities (54)',
  source: SOURCE,
  fields: { page: '', maxResistanceN: 'N', controlModes: '', controlModesRaw: '' },
};

export const antFeUserConfigurationMeta: DecoderMeta<AntFeUserConfiguration> = {
  profile: 'ant',
  id: '17/55',
  name: 'ANT+ Fitness Equipment, user configuration (55)',
  source: SOURCE,
  fields: {
    page: '',
    userWeightKg: 'kg',
    wheelDiameterOffsetMm: 'mm',
    bikeWeightKg: 'kg',
    wheelDiameterM: 'm',
    gearRatio: '',
  },
};
