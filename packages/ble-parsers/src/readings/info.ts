/** Adds time and quality to readings, found by the names of fields. */
import type { DateTime } from '../gatt/2A08-date-time.js';
import { unixMs } from '../polar-pmd/unix-time.js';
import type { Reading, ReadingQuality, ReadingType } from './types.js';

const MS_PER_MIN = 60_000;

/** The fields used by `addInfo`; a decoded value has some or none of them. */
export interface Described {
  readonly sensorContact?: boolean | undefined;
  readonly blocker?: boolean | undefined;
  readonly errorMs?: number | undefined;
  readonly quality?: unknown;
  readonly temperatureType?: string | undefined;
  readonly rrGap?: boolean | undefined;
  readonly accumulatedEnergyKj?: number | undefined;
  readonly timestampNs?: bigint | undefined;
  readonly timestamp?: DateTime | undefined;
  readonly baseTime?: DateTime | undefined;
  /** min to add to `baseTime`. */
  readonly timeOffsetMin?: number | undefined;
  readonly utcTime?: DateTime | undefined;
  readonly sampleTimestampsNs?: readonly bigint[] | undefined;
  readonly beatTimesMs?: readonly number[] | undefined;
}

/** Adds time and quality to the reading of item `index` out of `count`. */
export function addInfo(reading: Reading, value: Described, index: number, count: number): void {
  const { beatTimesMs, sampleTimestampsNs, timestampNs, timestamp, utcTime, baseTime } = value;
  const quality = qualityOf(value, reading.type, index);
  if (quality !== undefined) reading.quality = quality;
  // The time of a frame is that of its last sample.
  const ns = sampleTimestampsNs?.[index] ?? (index === count - 1 ? timestampNs : undefined);
  const deviceTimeMs = ns === undefined ? undefined : unixMs(ns);
  if (deviceTimeMs !== undefined) reading.deviceTimeMs = deviceTimeMs;
  const dateMs = dateTimeMs(utcTime ?? timestamp ?? baseTime);
  if (dateMs !== undefined) {
    reading.deviceTimeMs = dateMs + (baseTime ? (value.timeOffsetMin ?? 0) * MS_PER_MIN : 0);
    if (utcTime === undefined) reading.deviceTimeIsLocal = true;
  }
  const beatTimeMs = reading.type === 'RR_INTERVAL' ? beatTimesMs?.[index] : undefined;
  if (beatTimeMs !== undefined) reading.measuredAtMs = beatTimeMs;
}

function qualityOf(value: Described, type: ReadingType, index: number): ReadingQuality | undefined {
  const { sensorContact, blocker, errorMs, quality, temperatureType } = value;
  const found: ReadingQuality = {};
  if (sensorContact !== undefined) found.contact = sensorContact;
  if (blocker !== undefined) found.blocker = blocker;
  if (errorMs !== undefined) found.errorMs = errorMs;
  if (typeof quality === 'string') found.level = quality;
  if (temperatureType !== undefined) found.site = temperatureType;
  if (value.rrGap && type === 'RR_INTERVAL' && index === 0) found.gap = true;
  if (type === 'CALORIES' && value.accumulatedEnergyKj !== undefined) found.mechanical = true;
  return Object.keys(found).length > 0 ? found : undefined;
}

/** `undefined` if the device does not know its date or the date is invalid. */
function dateTimeMs(date: DateTime | undefined): number | undefined {
  const { year = 0, month = 0, day = 0, hour = 0, minute, second } = date ?? {};
  // 1970: the clock was never set.
  if (year <= 1970) return undefined;
  const ms = Date.UTC(year, month - 1, day, hour, minute, second);
  // `Date.UTC` converts an invalid date, such as 31 April, to another one.
  const valid = new Date(ms);
  return valid.getUTCMonth() === month - 1 && valid.getUTCDate() === day ? ms : undefined;
}
