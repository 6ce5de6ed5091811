/**
 * Maps decoded and derived values to readings of streaming types, by the names of their fields. A new decoder that
 * uses the common names therefore needs no change here.
 *
 * Invariant: every number in a reading is finite; unavailable values give no reading.
 */

import { isValidPulse, type PulseSample } from '../derive/pulse-intervals.js';
import { addComposites, type Composite, type CompositeTypes } from './composite.js';
import {
  SCALAR_FIELDS,
  type ScalarFields,
  STEPS_PER_STRIDE,
  VECTOR_FIELDS,
  type VectorFields,
} from './fields.js';
import { addInfo, type Described } from './info.js';
import { type Reading, type ReadingOf, type ReadingType, UNITS } from './types.js';

/** Keys of each member of a union. */
type KeyOf<T> = T extends unknown ? keyof T : never;

/** The types that the fields of `T` can become. */
type TypesOf<T> =
  | ScalarFields[KeyOf<T> & keyof ScalarFields][0]
  | VectorFields[KeyOf<T> & keyof VectorFields][0]
  | CompositeTypes<T>;

/**
 * The readings that `toReadings` can return for a decoded `T`; any reading if the type of `T` is
 * unknown.
 */
export type ReadingsOf<T> = [KeyOf<T>] extends [never]
  ? Reading
  : ReadingOf<TypesOf<T> & ReadingType>;

/**
 * Returns the readings of all fields of `decoded` that have a streaming type: first those of nested records and of
 * combined fields, then the others in the order of the fields. Samples of acceleration and similar types give one
 * reading each, ECG one for all samples. `decoded` is the `value` of a decoder or of a device decoder, which adds
 * values derived from several packets (speed, cadence, sample times, HRV).
 */
export function toReadings<T extends object>(decoded: T): ReadingsOf<T>[] {
  const readings: Reading[] = [];
  if (isNoMeasurement(decoded)) return [];
  addRecords(readings, decoded);
  addComposites(decoded, (type, content, count) => {
    addReading(readings, decoded, type, content, 0, count);
  });
  const { carriedFields } = decoded as Composite;
  for (const [field, found] of Object.entries(decoded)) {
    if (carriedFields?.includes(field)) continue;
    if (Object.hasOwn(SCALAR_FIELDS, field)) {
      addScalars(readings, decoded, field as keyof ScalarFields, found);
    } else if (Object.hasOwn(VECTOR_FIELDS, field)) {
      const [type, per] = VECTOR_FIELDS[field as keyof VectorFields];
      const samples: number[][] = Array.isArray(found?.[0]) ? found : [found];
      samples.forEach((sample, index) => {
        const content = sample.map((value) => value / per);
        addReading(readings, decoded, type, content, index, samples.length);
      });
    }
  }
  return readings as ReadingsOf<T>[];
}

/**
 * Whether the values are not current measurements: a weight that is not stable yet, the summary of a past
 * session, or page 26 of ANT+ fitness equipment. That page has torque sums of a trainer that also sends
 * speed, distance and power in pages 16 and 25; readings from both would alternate.
 */
function isNoMeasurement(value: Composite): boolean {
  const { page, accumulatedPeriodRaw, stabilized, isRealTime } = value;
  if (stabilized === false || isRealTime === false) return true;
  return page === 26 && accumulatedPeriodRaw !== undefined;
}

/**
 * Adds the readings of nested records. Samples that are records (PPI) each have a time; disturbed intervals
 * are omitted.
 */
function addRecords(readings: Reading[], value: Composite): void {
  for (const record of value.records ?? []) readings.push(...toReadings<object>(record));
  const samples = (value.samples ?? []) as PulseSample[];
  if (samples[0]?.ppIntervalMs === undefined) return;
  samples.forEach((sample, index) => {
    const pulseMs = value.pulseTimesMs?.[index];
    const timed = {
      ...sample,
      timestampNs: value.sampleTimestampsNs?.[index],
      beatTimesMs: pulseMs === undefined ? undefined : [pulseMs],
    };
    readings.push(...toReadings<object>(timed));
    if (isValidPulse(sample)) addReading(readings, timed, 'RR_INTERVAL', sample.ppIntervalMs);
  });
}

/** Fields that give no reading if another field is present, with that other field. */
const SUPPRESSING_FIELDS: Readonly<Record<string, string | undefined>> = {
  // From one ANT+ page; the reducer of the beats gives the same interval.
  rrIntervalMs: 'rrIntervalsMs',
  // From PPI samples, whose intervals are readings already.
  rrIntervalsMs: 'pulseTimesMs',
  // The temperature of a trainer during calibration.
  temperatureC: 'zeroOffset',
  // Totals of a stride sensor since its battery was inserted.
  totalDistanceM: 'totalStrides',
  // Mean of a workout that has ended.
  powerW: 'intervalSizeRaw',
};

/** Adds one reading for a number, or one per item of a list. */
function addScalars(
  readings: Reading[],
  decoded: Described,
  field: keyof ScalarFields,
  found: unknown,
): void {
  const suppressing = SUPPRESSING_FIELDS[field];
  if (suppressing && suppressing in decoded) return;
  const [type, per] = SCALAR_FIELDS[field];
  // ANT+ stride sensors, the only ones with a `useStateCode`, send strides: two steps.
  const stepsPerCount = field === 'cadenceSpm' && 'useStateCode' in decoded ? STEPS_PER_STRIDE : 1;
  const values = Array.isArray(found) ? found : [found];
  values.forEach((value: unknown, index) => {
    if (!Number.isFinite(value) || (type === 'HEART_RATE' && value === 0)) return;
    const content = ((value as number) * stepsPerCount) / per;
    addReading(readings, decoded, type, content, index, values.length);
  });
}

/** Adds a reading of `content` (item `index` out of `count`) if `content` is a number or a list of numbers. */
function addReading(
  readings: Reading[],
  decoded: Described,
  type: ReadingType,
  content: unknown,
  index = 0,
  count = 1,
): void {
  const isList = Array.isArray(content);
  const numbers = isList ? content : [content];
  if (numbers.length === 0 || !numbers.every(Number.isFinite)) return;
  const unit = UNITS[type];
  const reading = (isList ? { type, unit, d: content } : { type, unit, val: content }) as Reading;
  addInfo(reading, decoded, index, count);
  readings.push(reading);
}
