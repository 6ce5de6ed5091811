/**
 * Maps anything decoded, and anything derived, to readings of streaming types. It goes by the names of
 * fields, not by decoders: a new decoder that names its fields as the others do is mapped already.
 *
 * Invariant: every number in a reading is finite; what is not available gives no reading.
 */

import { type Composite, type CompositeTypes, compositeReadings } from './composite.js';
import { SCALAR_FIELDS, type ScalarFields, VECTOR_FIELDS, type VectorFields } from './fields.js';
import { type Described, infoOf } from './info.js';
import {
  type Reading,
  type ReadingOf,
  type ReadingType,
  SCALAR_UNITS,
  type ScalarType,
  VECTOR_UNITS,
  type VectorType,
} from './types.js';

/** Keys of each member of a union. */
type KeyOf<T> = T extends unknown ? keyof T : never;

/** The types that the fields of `T` can become. */
type TypesOf<T> =
  | ScalarFields[KeyOf<T> & keyof ScalarFields][0]
  | VectorFields[KeyOf<T> & keyof VectorFields][0]
  | CompositeTypes<T>;

/** What `toReadings` can give for a decoded `T`; any reading when the compiler does not know more. */
export type ReadingsOf<T> = [KeyOf<T>] extends [never]
  ? Reading
  : ReadingOf<TypesOf<T> & ReadingType>;

/**
 * Readings of everything in `decoded` that has a streaming type, in the order of its fields. Samples of
 * acceleration and the like give one reading each, ECG one for all. Takes the `value` of a decoder, or
 * of a device decoder, which adds what only several packets tell (speed, cadence, sample times, HRV).
 */
export function toReadings<T extends object>(decoded: T): ReadingsOf<T>[] {
  const readings: Reading[] = compositeReadings(decoded as Composite, toReadings);
  for (const [field, found] of Object.entries(decoded)) {
    const rule = scalarRule(field, decoded);
    if (rule !== undefined) {
      pushScalars(readings, decoded, ...rule, Array.isArray(found) ? found : [found]);
    } else if (Object.hasOwn(VECTOR_FIELDS, field)) {
      const [type, per] = VECTOR_FIELDS[field as keyof VectorFields];
      pushVectors(readings, decoded, type, per, Array.isArray(found?.[0]) ? found : [found]);
    }
  }
  return readings as ReadingsOf<T>[];
}

/** Type and divisor of a field; a few fields mean something else beside another. */
function scalarRule(field: string, decoded: object): readonly [ScalarType, number] | undefined {
  if (!Object.hasOwn(SCALAR_FIELDS, field)) return undefined;
  const [type, per] = SCALAR_FIELDS[field as keyof ScalarFields];
  switch (field) {
    case 'rrIntervalMs': // Of one ANT+ page; the reducer of the beats has given it already.
      return 'rrIntervalsMs' in decoded ? undefined : [type, per];
    case 'rrIntervalsMs': // Of PPI samples, which tell their intervals themselves.
      return 'pulseTimesMs' in decoded ? undefined : [type, per];
    case 'temperatureC': // Of the trainer that is calibrated.
      return 'zeroOffset' in decoded ? undefined : [type, per];
    case 'totalDistanceM': // Of a stride sensor since its battery was put in.
      return 'totalStrides' in decoded ? undefined : [type, per];
    case 'cadenceSpm': // ANT+ stride sensors count strides: two steps.
      return [type, 'useStateCode' in decoded ? per / 2 : per];
    default:
      return [type, per];
  }
}

function pushScalars(
  readings: Reading[],
  decoded: Described,
  type: ScalarType,
  per: number,
  values: readonly unknown[],
): void {
  values.forEach((value, index) => {
    if (!Number.isFinite(value) || (type === 'HEART_RATE' && value === 0)) return;
    const val = (value as number) / per;
    const info = infoOf(decoded, type, index, values.length);
    readings.push({ type, unit: SCALAR_UNITS[type], val, ...info } as Reading);
  });
}

function pushVectors(
  readings: Reading[],
  decoded: Described,
  type: VectorType,
  per: number,
  samples: readonly (readonly number[])[],
): void {
  samples.forEach((sample, index) => {
    const d = sample.map((value) => value / per);
    if (!d.every(Number.isFinite)) return;
    const info = infoOf(decoded, type, index, samples.length);
    readings.push({ type, unit: VECTOR_UNITS[type], d, ...info } as Reading);
  });
}
