/** Environment and motion: scalars and vectors, one characteristic each. */

import type { DecoderMeta } from '../meta.js';
import {
  type Decode,
  finishExactly,
  type Payload,
  type Read,
  reader,
  s8,
  s16,
  s24,
  s32,
  u8,
  u16,
  u32,
} from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/** Decodes 0x2A6C, 3 bytes: m above sea level in 0.01. Source: GATT Specification Supplement, Elevation. */
export const decodeElevation: Decode<Scalar<'elevationM'>> = scalar('elevationM', s24, 100);

/** Decodes 0x2A6D, 4 bytes: Pa in 0.1. Source: GATT Specification Supplement, Pressure. */
export const decodePressure: Decode<Scalar<'pressurePa'>> = scalar('pressurePa', u32, 10);

/** Decodes 0x2A6E, 2 bytes: °C in 0.01; -0x8000 is not known. Source: GATT Specification Supplement, Temperature. */
export const decodeTemperature: Decode<Scalar<'temperatureC'>> = scalar(
  'temperatureC',
  s16,
  100,
  -0x8000,
);

/** Decodes 0x2A6F, 2 bytes: % in 0.01; 0xFFFF is not known. Source: GATT Specification Supplement, Humidity. */
export const decodeHumidity: Decode<Scalar<'humidityPercent'>> = scalar(
  'humidityPercent',
  u16,
  100,
  0xffff,
);

/** Decodes 0x2A76, one byte. Source: GATT Specification Supplement, UV Index. */
export const decodeUvIndex: Decode<Scalar<'uvIndex'>> = scalar('uvIndex', u8);

/** Decodes 0x2C06, 4 bytes: m/s² in 0.001. Source: GATT Specification Supplement, Acceleration. */
export const decodeAcceleration: Decode<Scalar<'accelerationMps2'>> = scalar(
  'accelerationMps2',
  s32,
  1000,
);

/** Two or three numbers along the axes of the device. */
export type Axes<K extends string> = Payload & { [P in K]: number };

/*#__NO_SIDE_EFFECTS__*/
function axes<K extends string>(
  names: readonly K[],
  read: Read<number>,
  counts: number,
): Decode<Axes<K>> {
  return (bytes) => {
    const r = reader(bytes);
    const pairs = names.map((name) => [name, read(r) / counts]);
    return finishExactly(r, Object.fromEntries(pairs) as Axes<K>);
  };
}

/** Decodes 0x2AA0, 4 bytes: tesla in 1e-7. Source: ESS 1.0, Magnetic Flux Density - 2D. */
export const decodeMagneticFluxDensity2d: Decode<Axes<'xT' | 'yT'>> = axes(['xT', 'yT'], s16, 1e7);

/** Decodes 0x2AA1, 6 bytes: tesla in 1e-7. Source: ESS 1.0, Magnetic Flux Density - 3D. */
export const decodeMagneticFluxDensity3d: Decode<Axes<'xT' | 'yT' | 'zT'>> = axes(
  ['xT', 'yT', 'zT'],
  s16,
  1e7,
);

/**
 * Decodes 0x2C1D, 3 bytes: standard gravity in 0.01.
 * Source: GATT Specification Supplement, Acceleration 3D.
 */
export const decodeAcceleration3d: Decode<Axes<'x' | 'y' | 'z'>> = axes(['x', 'y', 'z'], s8, 100);

/**
 * Decodes 0x2C1E, 6 bytes: standard gravity in 0.001.
 * Source: GATT Specification Supplement, Precise Acceleration 3D.
 */
export const decodePreciseAcceleration3d: Decode<Axes<'xGn' | 'yGn' | 'zGn'>> = axes(
  ['xGn', 'yGn', 'zGn'],
  s16,
  1000,
);

export const elevationMeta: DecoderMeta<Scalar<'elevationM'>> = {
  profile: 'gatt',
  id: '2A6C',
  name: 'Elevation',
  source: 'GSS Elevation',
  fields: { elevationM: 'm' },
};

export const pressureMeta: DecoderMeta<Scalar<'pressurePa'>> = {
  profile: 'gatt',
  id: '2A6D',
  name: 'Pressure',
  source: 'GSS Pressure',
  fields: { pressurePa: 'Pa' },
};

export const temperatureMeta: DecoderMeta<Scalar<'temperatureC'>> = {
  profile: 'gatt',
  id: '2A6E',
  name: 'Temperature',
  source: 'GSS Temperature',
  fields: { temperatureC: '°C' },
};

export const humidityMeta: DecoderMeta<Scalar<'humidityPercent'>> = {
  profile: 'gatt',
  id: '2A6F',
  name: 'Humidity',
  source: 'GSS Humidity',
  fields: { humidityPercent: '%' },
};

export const uvIndexMeta: DecoderMeta<Scalar<'uvIndex'>> = {
  profile: 'gatt',
  id: '2A76',
  name: 'UV Index',
  source: 'GSS UV Index',
  fields: { uvIndex: '' },
};

export const magneticFluxDensity2dMeta: DecoderMeta<Axes<'xT' | 'yT'>> = {
  profile: 'gatt',
  id: '2AA0',
  name: 'Magnetic Flux Density - 2D',
  source: 'ESS 1.0',
  fields: { xT: 'T', yT: 'T' },
};

export const magneticFluxDensity3dMeta: DecoderMeta<Axes<'xT' | 'yT' | 'zT'>> = {
  profile: 'gatt',
  id: '2AA1',
  name: 'Magnetic Flux Density - 3D',
  source: 'ESS 1.0',
  fields: { xT: 'T', yT: 'T', zT: 'T' },
};

export const accelerationMeta: DecoderMeta<Scalar<'accelerationMps2'>> = {
  profile: 'gatt',
  id: '2C06',
  name: 'Acceleration',
  source: 'GSS Acceleration',
  fields: { accelerationMps2: 'm/s²' },
};

export const acceleration3dMeta: DecoderMeta<Axes<'x' | 'y' | 'z'>> = {
  profile: 'gatt',
  id: '2C1D',
  name: 'Acceleration 3D',
  source: 'GSS Acceleration 3D',
  fields: { x: 'g', y: 'g', z: 'g' },
};

export const preciseAcceleration3dMeta: DecoderMeta<Axes<'xGn' | 'yGn' | 'zGn'>> = {
  profile: 'gatt',
  id: '2C1E',
  name: 'Precise Acceleration 3D',
  source: 'GSS Precise Acceleration 3D',
  fields: { xGn: 'g', yGn: 'g', zGn: 'g' },
};
