/** ANT+ core temperature (device type 127): page 0 quality, page 1 temperature. */
import { bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, s16, scaled, skip, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { s12 } from './nibbles.js';
import { type AntPage, antPage } from './page.js';

const SOURCE = 'ANT+ core temperature, by CORE and openant';
const QUALITIES = ['poor', 'fair', 'good', 'excellent'] as const;

/** Page 0 of a core temperature sensor. */
export interface AntCoreTemperatureInfo extends AntPage {
  quality: (typeof QUALITIES)[number];
  /** The code of `quality`, as sent. */
  qualityCode: number;
}

/**
 * Decodes page 0 of device type 127. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: CORE Connectivity Implementation Notes; Tigge/openant, core temperature.
 */
export function decodeAntCoreTemperatureInfo(
  bytes: BytesInput,
): DecodeResult<AntCoreTemperatureInfo> {
  const r = reader(bytes);
  const page = antPage(r, 0);
  skip(r, 1);
  const qualityCode = bits(u8(r), 0, 2);
  skip(r, 5);
  const quality = QUALITIES[qualityCode] as AntCoreTemperatureInfo['quality'];
  return finish(r, { page, quality, qualityCode });
}

/** Page 1 of a core temperature sensor. */
export interface AntCoreTemperature extends AntPage {
  /** 0 to 10, resolution 0.1; `undefined` if not available (0xFF). */
  heatStrainIndex?: number | undefined;
  /** Measurements, u8: rolls over after 255. */
  eventCount: number;
  /** °C, resolution 0.05; `undefined` if not available (0x800). */
  skinTemperatureC?: number | undefined;
  /** °C, resolution 0.01; `undefined` if not available (0x8000). */
  coreTemperatureC?: number | undefined;
}

/**
 * Decodes page 1 of device type 127. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: as `decodeAntCoreTemperatureInfo`.
 */
export function decodeAntCoreTemperature(bytes: BytesInput): DecodeResult<AntCoreTemperature> {
  const r = reader(bytes);
  const page = antPage(r, 1);
  const heatStrainIndex = scaled(u8(r), 10, 0xff);
  const eventCount = u8(r);
  const low = u8(r);
  const high = u8(r) >> 4;
  skip(r, 1);
  return finish(r, {
    page,
    heatStrainIndex,
    eventCount,
    skinTemperatureC: scaled(s12(low | (high << 8)), 20, -0x800),
    coreTemperatureC: scaled(s16(r), 100, -0x8000),
  });
}

export const antCoreTemperatureInfoMeta: DecoderMeta<AntCoreTemperatureInfo> = {
  profile: 'ant',
  id: '127/0',
  name: 'ANT+ Core Temperature, quality (0)',
  source: SOURCE,
  fields: { page: '', quality: '', qualityCode: '' },
};

export const antCoreTemperatureMeta: DecoderMeta<AntCoreTemperature> = {
  profile: 'ant',
  id: '127/1',
  name: 'ANT+ Core Temperature (1)',
  source: SOURCE,
  fields: {
    page: '',
    heatStrainIndex: '',
    eventCount: '',
    skinTemperatureC: '°C',
    coreTemperatureC: '°C',
  },
};
