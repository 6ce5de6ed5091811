/**
 * Merges fitness machine records that are sent in several notifications ("more data"). Every notification is returned
 * at once, because many machines set the flag in all of them and never send a last one. The last notification of a
 * record also has the fields of the earlier ones, listed in `carriedFields`.
 *
 *   notification   A (more)   B (more)   C (last)     A (more)   A (more)
 *   derived        A          B          A + B + C    A          A
 *
 * If a field is sent again, or more than a second has passed, the last notification of the previous record was lost and
 * a new record begins.
 */
import type { FitnessMachineRecord } from './fitness-machine-record.js';

/** The parts of a record are sent in quick succession; an older part belongs to another record. */
const RECORD_SPAN_MS_MAX = 1000;

/** Received parts of an incomplete record. */
export interface MoreDataState<T extends FitnessMachineRecord> {
  readonly record: T | undefined;
  readonly receivedAtMs: number;
}

/** Values added to the last notification of a record. */
export interface CarriedFields {
  /** Fields from earlier notifications of the same record, which have already given readings. */
  carriedFields?: string[];
}

/** Fields that describe the notification instead of the workout. */
const ENVELOPE = ['moreData', 'truncated', 'reservedFlags', 'trailing'];

/**
 * A reducer (see `Reducer`) that returns each notification at once, and the last one of a record (`moreData: false`)
 * with the fields of the earlier notifications.
 * Source: FTMS 1.0, 4.4 to 4.9, More Data.
 */
export function mergeMoreData<T extends FitnessMachineRecord>(
  state: MoreDataState<T> | undefined,
  reading: T,
  receivedAtMs: number,
): readonly [state: MoreDataState<T>, derived: T & CarriedFields] {
  const before = state?.record;
  const isLate = receivedAtMs - (state?.receivedAtMs ?? 0) > RECORD_SPAN_MS_MAX;
  const isSame = before !== undefined && !isLate && !overlap(before, reading);
  const record = isSame ? merge(before, reading) : reading;
  if (reading.moreData) {
    const startedAtMs = isSame && state !== undefined ? state.receivedAtMs : receivedAtMs;
    return [{ record, receivedAtMs: startedAtMs }, reading];
  }
  const whole = isSame ? { ...record, carriedFields: fieldsOf(before) } : record;
  return [{ record: undefined, receivedAtMs }, whole];
}

/** Returns whether both have the same field, so that they cannot be parts of one record. */
function overlap(first: object, second: object): boolean {
  const known = fieldsOf(first);
  return fieldsOf(second).some((name) => known.includes(name));
}

/** Returns the names of the numbers in a notification. */
function fieldsOf(record: object): string[] {
  return Object.entries(record)
    .filter(([name, value]) => typeof value === 'number' && !ENVELOPE.includes(name))
    .map(([name]) => name);
}

/** Merges two notifications; values of the later one take precedence. */
function merge<T extends object>(first: T, second: T): T {
  const sent = Object.entries(second).filter(([, value]) => value !== undefined);
  return { ...first, ...Object.fromEntries(sent) };
}
