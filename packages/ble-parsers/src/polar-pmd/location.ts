/**
 * The location stream of Polar PMD, one record per frame: type 0 position and speed, 1 precision, 2
 * satellites, 3 an NMEA sentence. All have one flat type.
 */

import type { DecoderMeta } from '../meta.js';
import { f32, f64, type Reader, s8, s16, u8, u16, u32 } from '../reader.js';
import { frameUnits, type PmdDecode, type PmdFrame, pmdDecoder } from './frame.js';

/** Number of the stream, as in `PmdStream`. */
const LOCATION = 10;

/** Date and time from the satellites, UTC. */
export interface PolarLocationDate {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
}

/** One PMD data frame of the location stream. Fields that its frame type does not have are absent. */
export interface PolarLocation extends PmdFrame {
  /** Type 0: °, north positive; `undefined` if it is not a finite number. */
  latitudeDeg?: number | undefined;
  /** Type 0: °, east positive; `undefined` if it is not a finite number. */
  longitudeDeg?: number | undefined;
  /** Type 0. */
  date?: PolarLocationDate | undefined;
  /** Type 0: m since the start, resolution 0.1. */
  cumulativeDistanceM?: number | undefined;
  /** Type 0: km/h. */
  speedKmh?: number | undefined;
  /** Type 0: part of `speedKmh` that comes from acceleration. */
  accelerationSpeed?: number | undefined;
  /** Type 0: part of `speedKmh` that comes from coordinates. */
  coordinateSpeed?: number | undefined;
  /** Type 0. */
  accelerationFactor?: number | undefined;
  /** Type 0: °, resolution 0.01. */
  courseDeg?: number | undefined;
  /** Type 0: knots, resolution 0.01, by the receiver. */
  chipSpeedKnots?: number | undefined;
  /** Types 0 and 1: the receiver has a position fix. */
  fix?: boolean | undefined;
  /** Type 0. */
  speedFlag?: number | undefined;
  /** Type 0. */
  fusionState?: number | undefined;
  /** Type 1: dilution of precision, resolution 0.01. */
  dilution?: number | undefined;
  /** Type 1: m. */
  altitudeM?: number | undefined;
  /** Type 1: number of satellites. */
  satellites?: number | undefined;
  /**
   * Type 2: four lists of satellites: band 1 in view, band 1 used, band 2 in view, band 2 used. Each list has
   * number and maximum SNR of GPS, GLONASS, Galileo and BeiDou, the total number, and the mean SNR of the best
   * five.
   */
  satelliteCounts?: number[][] | undefined;
  /** Type 2. */
  maxSnr?: number | undefined;
  /** Type 3, as sent. */
  periodRaw?: number | undefined;
  /** Type 3. */
  statusRaw?: number | undefined;
  /** Type 3: the sentence. */
  nmeaMessage?: string | undefined;
}

/**
 * Decodes a location frame, uncompressed types 0 to 3. Fails with `too-short` if it is truncated,
 * `invalid-value` if it belongs to another stream, `unknown-id` for other frame types.
 * Source: polarofficial/polar-ble-sdk, location data.
 */
export const decodePolarLocation: PmdDecode<PolarLocation> = pmdDecoder(LOCATION, (r, type) =>
  READS[type]?.(r),
);

const READS: readonly ((r: Reader) => Partial<PolarLocation>)[] = [
  (r) => ({
    latitudeDeg: finite(f64(r)),
    longitudeDeg: finite(f64(r)),
    date: date(r),
    cumulativeDistanceM: u32(r) / 10,
    speedKmh: finite(f32(r)),
    accelerationSpeed: finite(f32(r)),
    coordinateSpeed: finite(f32(r)),
    accelerationFactor: finite(f32(r)),
    courseDeg: u16(r) / 100,
    chipSpeedKnots: u16(r) / 100,
    fix: u8(r) > 0,
    speedFlag: s8(r),
    fusionState: u8(r),
  }),
  (r) => ({
    dilution: u16(r) / 100,
    altitudeM: s16(r),
    satellites: u8(r),
    fix: u8(r) > 0,
  }),
  (r) => ({
    satelliteCounts: [octets(r, 10), octets(r, 10), octets(r, 10), octets(r, 10)],
    maxSnr: u8(r),
  }),
  (r) => {
    const periodRaw = u32(r);
    const size = u16(r);
    const statusRaw = u8(r);
    return { periodRaw, statusRaw, nmeaMessage: String.fromCharCode(...octets(r, size)) };
  },
];

/** Reads `size` bytes; returns none if they are truncated. */
function octets(r: Reader, size: number): number[] {
  const found: number[] = [];
  if (r.offset + size > r.end) r.offset += size;
  else while (found.length < size) found.push(u8(r));
  return found;
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** Reads year, month, day, then a word: bits 0-9 ms, 10-14 h, 15-20 min, 21-26 s. */
function date(r: Reader): PolarLocationDate {
  const day = { year: u16(r), month: u8(r), day: u8(r) };
  const time = u32(r);
  return {
    ...day,
    hour: (time >> 10) & 0x1f,
    minute: (time >> 15) & 0x3f,
    second: (time >> 21) & 0x3f,
    millisecond: time & 0x3ff,
  };
}

export const polarLocationMeta: DecoderMeta<PolarLocation> = {
  profile: 'polar-pmd',
  id: 'LOCATION',
  name: 'Polar PMD location, frame types 0-3',
  source: 'polar-ble-sdk, location data',
  fields: /* @__PURE__ */ frameUnits({
    latitudeDeg: '°',
    longitudeDeg: '°',
    date: '',
    cumulativeDistanceM: 'm',
    speedKmh: 'km/h',
    accelerationSpeed: '',
    coordinateSpeed: '',
    accelerationFactor: '',
    courseDeg: '°',
    chipSpeedKnots: 'kn',
    fix: '',
    speedFlag: '',
    fusionState: '',
    dilution: '',
    altitudeM: 'm',
    satellites: '',
    satelliteCounts: '',
    maxSnr: '',
    periodRaw: '',
    statusRaw: '',
    nmeaMessage: '',
  }),
};
