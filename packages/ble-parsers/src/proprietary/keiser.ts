/**
 * Keiser M series bikes, which advertise under the name "M3" and send all values in the advertisement: every 2 s with
 * firmware before 6.30, every 0.3 s with later firmware. Single packets with a power or cadence of 0 occur while the
 * rider pedals; they are decoded as sent.
 */
import { bit, bits } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  optional,
  type Payload,
  reader,
  reject,
  u8,
  u16,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const COMPANY_ID = 0x0102;
const KM_PER_MILE = 1.609344;
/**
 * Data types: 0 and those from this value upwards are real time, 1 to 99 an interval, 255 the whole
 * session.
 */
const REAL_TIME_MIN = 128;
const REVIEW_ALL = 255;

/** One advertisement of a bike. */
export interface KeiserBike extends Payload {
  /** Firmware, such as 6.40. */
  version: string;
  /** The values are momentary; otherwise they are averages of a reviewed interval. */
  isRealTime: boolean;
  /** As set on the bike. */
  equipmentId: number;
  /** rpm, resolution 0.1. */
  cadenceRpm: number;
  /** bpm, resolution 0.1; `undefined` without a heart rate sensor (0). */
  heartRateBpm?: number | undefined;
  powerW: number;
  energyTotalKcal: number;
  /** s since the start of the session. */
  durationS: number;
  /** km since the start of the session; miles are converted. */
  distanceKm: number;
  /** 1 to 24; `undefined` before firmware 6.21. */
  gear?: number | undefined;
}

/**
 * Decodes the manufacturer data of a Keiser M series bike, company id 0x0102 included. Fails with
 * `too-short` if it ends before the end of the distance, `invalid-value` for another company.
 * Source: ptx2/gymnasticon, keiser; hypermoose/Keiser2Zwift; samples from Keiser's documentation.
 */
export function decodeKeiserBike(bytes: BytesInput): DecodeResult<KeiserBike> {
  const r = reader(bytes);
  if (u16(r) !== COMPANY_ID) reject(r, 0);
  const major = u8(r);
  const minor = u8(r);
  const type = u8(r);
  const equipmentId = u8(r);
  const cadenceRpm = u16(r) / 10;
  const heartRate = u16(r) / 10;
  const powerW = u16(r);
  const energyTotalKcal = u16(r);
  const durationS = u8(r) * 60 + u8(r);
  const distance = u16(r);
  const gear = optional(r, r.end > r.offset, u8);
  const units = bits(distance, 0, 15) / 10;
  return finish<KeiserBike>(r, {
    version: `${major.toString(16)}.${minor.toString(16).padStart(2, '0')}`,
    isRealTime: type === 0 || (type >= REAL_TIME_MIN && type < REVIEW_ALL),
    equipmentId,
    cadenceRpm,
    heartRateBpm: heartRate === 0 ? undefined : heartRate,
    powerW,
    energyTotalKcal,
    durationS,
    distanceKm: bit(distance, 15) ? units : units * KM_PER_MILE,
    gear,
  });
}

export const keiserBikeMeta: DecoderMeta<KeiserBike> = {
  profile: 'keiser',
  id: 'm-series-advertisement',
  name: 'Keiser M series bike, advertisement',
  source: 'ptx2/gymnasticon; hypermoose/Keiser2Zwift',
  fields: {
    version: '',
    isRealTime: '',
    equipmentId: '',
    cadenceRpm: 'rpm',
    heartRateBpm: 'bpm',
    powerW: 'W',
    energyTotalKcal: 'kcal',
    durationS: 's',
    distanceKm: 'km',
    gear: '',
  },
};
