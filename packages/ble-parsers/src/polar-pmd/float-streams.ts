/** The Polar PMD streams of one float a sample: temperature, skin temperature and air pressure. */
import type { DecodeContext } from '../context.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, reader } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { floatSamples } from './floats.js';
import { type PmdFrame, pmdFrame } from './frame.js';

const SKIN_TEMPERATURE = 7;
const PRESSURE = 11;
const TEMPERATURE = 12;

/** One PMD data frame of the temperature stream. */
export interface PolarTemperature extends PmdFrame {
  /** °C, oldest first; the time of the frame is that of the last. */
  temperatureC: number[];
}

/**
 * Decodes a temperature frame, type 0, compressed or not. Uses `context.factor`. Fails with `too-short`
 * when the head or the first compressed sample is cut, `invalid-value` when it is of another stream or
 * a sample is no number, `unknown-id` for other frame types.
 * Source: polarofficial/polar-ble-sdk, temperature data.
 */
export function decodePolarTemperature(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<PolarTemperature> {
  const r = reader(bytes);
  const frame = pmdFrame(r, TEMPERATURE);
  return finish(r, { ...frame, temperatureC: floatSamples(r, frame, context?.factor) });
}

/** One PMD data frame of the skin temperature stream. */
export interface PolarSkinTemperature extends PmdFrame {
  /** °C, oldest first; the time of the frame is that of the last. */
  skinTemperatureC: number[];
}

/**
 * Decodes a skin temperature frame, as `decodePolarTemperature`.
 * Source: polarofficial/polar-ble-sdk, skin temperature data.
 */
export function decodePolarSkinTemperature(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<PolarSkinTemperature> {
  const r = reader(bytes);
  const frame = pmdFrame(r, SKIN_TEMPERATURE);
  return finish(r, { ...frame, skinTemperatureC: floatSamples(r, frame, context?.factor) });
}

/** One PMD data frame of the pressure stream. */
export interface PolarPressure extends PmdFrame {
  /** mbar, oldest first; the time of the frame is that of the last. */
  pressureMbar: number[];
}

/**
 * Decodes a pressure frame, as `decodePolarTemperature`.
 * Source: polarofficial/polar-ble-sdk, pressure data.
 */
export function decodePolarPressure(
  bytes: BytesInput,
  context?: DecodeContext,
): DecodeResult<PolarPressure> {
  const r = reader(bytes);
  const frame = pmdFrame(r, PRESSURE);
  return finish(r, { ...frame, pressureMbar: floatSamples(r, frame, context?.factor) });
}

export const polarTemperatureMeta: DecoderMeta<PolarTemperature> = {
  profile: 'polar-pmd',
  id: 'TEMPERATURE',
  name: 'Polar PMD temperature, frame type 0',
  source: 'polar-ble-sdk, temperature data',
  fields: { timestampNs: 'ns', frameType: '', isCompressed: '', temperatureC: '°C' },
};

export const polarSkinTemperatureMeta: DecoderMeta<PolarSkinTemperature> = {
  profile: 'polar-pmd',
  id: 'SKIN_TEMP',
  name: 'Polar PMD skin temperature, frame type 0',
  source: 'polar-ble-sdk, skin temperature data',
  fields: { timestampNs: 'ns', frameType: '', isCompressed: '', skinTemperatureC: '°C' },
};

export const polarPressureMeta: DecoderMeta<PolarPressure> = {
  profile: 'polar-pmd',
  id: 'PRESSURE',
  name: 'Polar PMD air pressure, frame type 0',
  source: 'polar-ble-sdk, pressure data',
  fields: { timestampNs: 'ns', frameType: '', isCompressed: '', pressureMbar: 'mbar' },
};
