/**
 * Fitness machine records that come in several notifications ("more data"). Every notification is given
 * at once, because many machines set the flag in all of them and never send a last one. The last
 * notification of a record also gets the fields of those before it, listed in `carriedFields`.
 *
 *   notification   A (more)   B (more)   C (last)     A (more)   A (more)
 *   derived        A          B          A + B + C    A          A
 *
 * A field that has been sent already, or more than a second, means that the last notification of the
 * record before was lost: a new record begins.
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
  /** Fields that an earlier notification of the same record has sent; their readings were made then. */
  carriedFields?: string[];
}

/** Fields that describe the notification and not the workout. */
const ENVELOPE = ['moreData', 'truncated', 'reservedFlags', 'trailing'];

/**
 * A reducer (see `Reducer`): gives each notification as it comes, the last of a record (`moreData: false`)
 * together with the fields of the notifications before it.
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

/** Whether both have the same field, so that they cannot be parts of one record. */
function overlap(first: object, second: object): boolean {
  const known = fieldsOf(first);
  return fieldsOf(second).some((name) => known.includes(name));
}

/** The names of the numbers that a notification has sent. */
function fieldsOf(record: object): string[] {
  return Object.entries(record)
    .filter(([name, value]) => typeof value === 'number' && !ENVELOPE.includes(name))
    .map(([name]) => name);
}

/** The later one wins, except where it has no value. */
function merge<T extends object>(first: T, second: T): T {
  const sent = Object.entries(second).filter(([, value]) => value !== undefined);
  return { ...first, ...Object.fromEntries(sent) };
}
