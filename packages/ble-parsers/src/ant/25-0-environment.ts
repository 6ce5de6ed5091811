/** ANT+ environment sensor (device type 25): page 0 capabilities, page 1 temperature. */
import { bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader, s16, scaled, skip, u8, u32 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { s12 } from './nibbles.js';
import { type AntPage, antPage } from './page.js';

const SOURCE = 'ANT+ Device Profile Environment';

/** Page 0 of an environment sensor. */
export interface AntEnvironmentInfo extends AntPage {
  /** Bits 0-1 the default transmission rate, others as in the profile. */
  transmissionInfoRaw: number;
  /** Bit n: the sensor sends page n. */
  supportedPagesRaw: number;
}

/**
 * Decodes page 0 of device type 25. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Environment, as implemented by open-source decoders.
 */
export function decodeAntEnvironmentInfo(bytes: BytesInput): DecodeResult<AntEnvironmentInfo> {
  const r = reader(bytes);
  const page = antPage(r, 0);
  skip(r, 2);
  return finish(r, { page, transmissionInfoRaw: u8(r), supportedPagesRaw: u32(r) });
}

/** Page 1 of an environment sensor. */
export interface AntEnvironment extends AntPage {
  /** Measurements, u8: rolls over after 255. */
  eventCount: number;
  /** Minimum of the last 24 h in °C, resolution 0.1; `undefined` if not available (0x800). */
  lowTemperatureC?: number | undefined;
  /** Maximum of the last 24 h in °C, resolution 0.1; `undefined` if not available (0x800). */
  highTemperatureC?: number | undefined;
  /** °C, resolution 0.01; `undefined` if not available (0x8000). */
  temperatureC?: number | undefined;
}

/**
 * Decodes page 1 of device type 25. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Environment, temperature page.
 */
export function decodeAntEnvironment(bytes: BytesInput): DecodeResult<AntEnvironment> {
  const r = reader(bytes);
  const page = antPage(r, 1);
  skip(r, 1);
  const eventCount = u8(r);
  const byte3 = u8(r);
  const byte4 = u8(r);
  const byte5 = u8(r);
  return finish(r, {
    page,
    eventCount,
    lowTemperatureC: scaled(s12(byte3 | ((byte4 >> 4) << 8)), 10, -0x800),
    highTemperatureC: scaled(s12(bits(byte4, 0, 4) | (byte5 << 4)), 10, -0x800),
    temperatureC: scaled(s16(r), 100, -0x8000),
  });
}

export const antEnvironmentInfoMeta: DecoderMeta<AntEnvironmentInfo> = {
  profile: 'ant',
  id: '25/0',
  name: 'ANT+ Environment, general (0)',
  source: SOURCE,
  fields: { page: '', transmissionInfoRaw: '', supportedPagesRaw: '' },
};

export const antEnvironmentMeta: DecoderMeta<AntEnvironment> = {
  profile: 'ant',
  id: '25/1',
  name: 'ANT+ Environment, temperature (1)',
  source: SOURCE,
  fields: {
    page: '',
    eventCount: '',
    lowTemperatureC: '°C',
    highTemperatureC: '°C',
    temperatureC: '°C',
  },
};
