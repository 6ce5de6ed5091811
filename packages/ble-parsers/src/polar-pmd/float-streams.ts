/** The Polar PMD streams with one float per sample: temperature, skin temperature and air pressure. */

import type { DecoderMeta } from '../meta.js';
import { floatSamples } from './floats.js';
import { frameUnits, type PmdDecode, type PmdFrame, pmdDecoder } from './frame.js';

const SKIN_TEMPERATURE = 7;
const PRESSURE = 11;
const TEMPERATURE = 12;

/** One PMD data frame of the temperature stream. */
export interface PolarTemperature extends PmdFrame {
  /** °C, oldest first; the time of the frame is that of the last sample. */
  temperatureC: number[];
}

/**
 * Decodes a temperature frame, type 0, compressed or not. Uses `context.factor`. Fails with `too-short`
 * if the header or the first compressed sample is truncated, `invalid-value` if it belongs to another
 * stream or a sample is not a number, `unknown-id` for other frame types.
 * Source: polarofficial/polar-ble-sdk, temperature data.
 */
export const decodePolarTemperature: PmdDecode<PolarTemperature> = pmdDecoder(
  TEMPERATURE,
  (r, type, factor) => {
    const temperatureC = floatSamples(r, type, factor);
    return temperatureC && { temperatureC };
  },
);

/** One PMD data frame of the skin temperature stream. */
export interface PolarSkinTemperature extends PmdFrame {
  /** °C, oldest first; the time of the frame is that of the last sample. */
  skinTemperatureC: number[];
}

/**
 * Decodes a skin temperature frame, as `decodePolarTemperature`.
 * Source: polarofficial/polar-ble-sdk, skin temperature data.
 */
export const decodePolarSkinTemperature: PmdDecode<PolarSkinTemperature> = pmdDecoder(
  SKIN_TEMPERATURE,
  (r, type, factor) => {
    const skinTemperatureC = floatSamples(r, type, factor);
    return skinTemperatureC && { skinTemperatureC };
  },
);

/** One PMD data frame of the pressure stream. */
export interface PolarPressure extends PmdFrame {
  /** mbar, oldest first; the time of the frame is that of the last sample. */
  pressureMbar: number[];
}

/**
 * Decodes a pressure frame, as `decodePolarTemperature`.
 * Source: polarofficial/polar-ble-sdk, pressure data.
 */
export const decodePolarPressure: PmdDecode<PolarPressure> = pmdDecoder(
  PRESSURE,
  (r, type, factor) => {
    const pressureMbar = floatSamples(r, type, factor);
    return pressureMbar && { pressureMbar };
  },
);

export const polarTemperatureMeta: DecoderMeta<PolarTemperature> = {
  profile: 'polar-pmd',
  id: 'TEMPERATURE',
  name: 'Polar PMD temperature, frame type 0',
  source: 'polar-ble-sdk, temperature data',
  fields: /* @__PURE__ */ frameUnits({ temperatureC: '°C' }),
};

export const polarSkinTemperatureMeta: DecoderMeta<PolarSkinTemperature> = {
  profile: 'polar-pmd',
  id: 'SKIN_TEMP',
  name: 'Polar PMD skin temperature, frame type 0',
  source: 'polar-ble-sdk, skin temperature data',
  fields: /* @__PURE__ */ frameUnits({ skinTemperatureC: '°C' }),
};

export const polarPressureMeta: DecoderMeta<PolarPressure> = {
  profile: 'polar-pmd',
  id: 'PRESSURE',
  name: 'Polar PMD air pressure, frame type 0',
  source: 'polar-ble-sdk, pressure data',
  fields: /* @__PURE__ */ frameUnits({ pressureMbar: 'mbar' }),
};
