/**
 * ANT+ stride based speed and distance monitor (device type 124). A stride is two steps. Time, distance
 * and strides of page 1 are counters that roll over; `src/derive` adds them up.
 */
import { bits, namesOf } from '../bits.js';
import { type DecoderMeta, metasOf } from '../meta.js';
import { type BytesInput, finish, reader, skip, u8, u24, u32 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type AntPage, antPage } from './page.js';

const SOURCE = 'ANT+ Device Profile Stride Based Speed and Distance Monitor';
const LOCATIONS = ['laces', 'midsole', 'other', 'ankle'] as const;
const BATTERIES = ['new', 'good', 'ok', 'low'] as const;
const HEALTHS = ['ok', 'error', 'warning'] as const;
const CAPABILITIES = ['time', 'distance', 'speed', 'latency', 'cadence', 'calories'] as const;
const WITH_CALORIES = 3;

/** Page 1 of a stride sensor. */
export interface AntStride extends AntPage {
  /** s, resolution 1/200: rolls over every 256 s. */
  timeS: number;
  /** m, resolution 1/16: rolls over every 256 m. */
  distanceM: number;
  /** m/s, resolution 1/256. */
  speedMps: number;
  /** Strides, u8: rolls over after 255. */
  strideCount: number;
  /** s since the values were measured, resolution 1/32. */
  latencyS: number;
}

/**
 * Decodes page 1 of device type 124. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: ANT+ Device Profile Stride Based Speed and Distance Monitor, as implemented by open-source
 * decoders.
 */
export function decodeAntStride(bytes: BytesInput): DecodeResult<AntStride> {
  const r = reader(bytes);
  const page = antPage(r, 1);
  const fraction = u8(r);
  const seconds = u8(r);
  const metres = u8(r);
  const mixed = u8(r);
  return finish(r, {
    page,
    timeS: (seconds * 200 + fraction) / 200,
    distanceM: metres + (mixed >> 4) / 16,
    speedMps: bits(mixed, 0, 4) + u8(r) / 256,
    strideCount: u8(r),
    latencyS: u8(r) / 32,
  });
}

/** Page 2 or 3 of a stride sensor. */
export interface AntStrideStatus extends AntPage {
  /** Strides per minute, resolution 1/16: a stride is two steps. */
  cadenceSpm: number;
  /** m/s, resolution 1/256. */
  speedMps: number;
  /** Page 3: kcal, u8: rolls over after 255. */
  caloriesKcal?: number | undefined;
  sensorLocation: (typeof LOCATIONS)[number];
  batteryStatus: (typeof BATTERIES)[number];
  /** `undefined` if reserved. */
  sensorHealth?: (typeof HEALTHS)[number] | undefined;
  /** 0 inactive, 1 active, others reserved. */
  useStateCode: number;
}

/**
 * Decodes pages 2 and 3 of device type 124. Fails with `too-short` below 8 bytes, `invalid-value` for
 * another page.
 * Source: as `decodeAntStride`.
 */
export function decodeAntStrideStatus(bytes: BytesInput): DecodeResult<AntStrideStatus> {
  const r = reader(bytes);
  const page = antPage(r, 2, WITH_CALORIES);
  skip(r, 2);
  const cadence = u8(r);
  const mixed = u8(r);
  const speedFraction = u8(r);
  const calories = u8(r);
  const status = u8(r);
  return finish(r, {
    page,
    cadenceSpm: cadence + (mixed >> 4) / 16,
    speedMps: bits(mixed, 0, 4) + speedFraction / 256,
    caloriesKcal: page === WITH_CALORIES ? calories : undefined,
    sensorLocation: LOCATIONS[status >> 6] as AntStrideStatus['sensorLocation'],
    batteryStatus: BATTERIES[bits(status, 4, 2)] as AntStrideStatus['batteryStatus'],
    sensorHealth: HEALTHS[bits(status, 2, 2)],
    useStateCode: bits(status, 0, 2),
  });
}

/** Page 16 of a stride sensor: totals since the battery was inserted. */
export interface AntStrideTotals extends AntPage {
  totalStrides: number;
  /** m, resolution 1/256. */
  totalDistanceM: number;
}

/**
 * Decodes page 16 of device type 124. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: as `decodeAntStride`.
 */
export function decodeAntStrideTotals(bytes: BytesInput): DecodeResult<AntStrideTotals> {
  const r = reader(bytes);
  return finish(r, {
    page: antPage(r, 16),
    totalStrides: u24(r),
    totalDistanceM: u32(r) / 256,
  });
}

/** Page 22 of a stride sensor. */
export interface AntStrideCapabilities extends AntPage {
  /** The values that the sensor sends. */
  capabilities: (typeof CAPABILITIES)[number][];
  capabilitiesRaw: number;
}

/**
 * Decodes page 22 of device type 124. Fails with `too-short` below 8 bytes, `invalid-value` for another
 * page.
 * Source: as `decodeAntStride`.
 */
export function decodeAntStrideCapabilities(
  bytes: BytesInput,
): DecodeResult<AntStrideCapabilities> {
  const r = reader(bytes);
  const page = antPage(r, 22);
  const capabilitiesRaw = u8(r);
  skip(r, 6);
  return finish(r, {
    page,
    capabilities: namesOf(capabilitiesRaw, CAPABILITIES),
    capabilitiesRaw,
  });
}

export const antStrideMeta: DecoderMeta<AntStride> = {
  profile: 'ant',
  id: '124/1',
  name: 'ANT+ Stride Sensor, main page (1)',
  source: SOURCE,
  fields: {
    page: '',
    timeS: 's',
    distanceM: 'm',
    speedMps: 'm/s',
    strideCount: '',
    latencyS: 's',
  },
};

export const antStrideStatusMetas: readonly DecoderMeta[] = metasOf<AntStrideStatus>(
  {
    profile: 'ant',
    source: SOURCE,
    fields: {
      page: '',
      cadenceSpm: 'strides/min',
      speedMps: 'm/s',
      caloriesKcal: 'kcal',
      sensorLocation: '',
      batteryStatus: '',
      sensorHealth: '',
      useStateCode: '',
    },
  },
  {
    '124/2': 'ANT+ Stride Sensor, base template (2)',
    '124/3': 'ANT+ Stride Sensor, with calories (3)',
  },
);

export const antStrideTotalsMeta: DecoderMeta<AntStrideTotals> = {
  profile: 'ant',
  id: '124/16',
  name: 'ANT+ Stride Sensor, totals (16)',
  source: SOURCE,
  fields: { page: '', totalStrides: '', totalDistanceM: 'm' },
};

export const antStrideCapabilitiesMeta: DecoderMeta<AntStrideCapabilities> = {
  profile: 'ant',
  id: '124/22',
  name: 'ANT+ Stride Sensor, capabilities (22)',
  source: SOURCE,
  fields: { page: '', capabilities: '', capabilitiesRaw: '' },
};
