/**
 * Records of a fitness machine that come in several notifications ("more data") put together again.
 *
 *   notification   ... more   more   last        a field that was there already means that the last
 *   state              [A]    [A+B]  -           one was lost: what there is is given, and the new
 *   derived            -      -      A+B+C       notification begins the next record
 */
import type { FitnessMachineRecord } from './fitness-machine-record.js';

/** The parts of a record follow each other at once; what is older belongs to another record. */
const RECORD_SPAN_MS_MAX = 1000;

/** What has come of a record of which more is to come. */
export interface MoreDataState<T extends FitnessMachineRecord> {
  readonly record: T | undefined;
  readonly receivedAtMs: number;
}

/** What tells of the notification and not of the workout. */
const ENVELOPE = ['moreData', 'truncated', 'reservedFlags', 'trailing'];

/**
 * A reducer (see `Reducer`): gives a record when it is complete, as `moreData: false`, or, as
 * `moreData: true`, when the next one has begun before its end was seen.
 * Source: FTMS 1.0, 4.4 to 4.9, More Data.
 */
export function mergeMoreData<T extends FitnessMachineRecord>(
  state: MoreDataState<T> | undefined,
  reading: T,
  receivedAtMs: number,
): readonly [state: MoreDataState<T>, derived: T | undefined] {
  const before = state?.record;
  const isLate = receivedAtMs - (state?.receivedAtMs ?? 0) > RECORD_SPAN_MS_MAX;
  const isSame = before !== undefined && !isLate && !overlap(before, reading);
  const record = isSame ? merge(before, reading) : reading;
  if (!reading.moreData) return [{ record: undefined, receivedAtMs }, record];
  const startedAtMs = isSame && state !== undefined ? state.receivedAtMs : receivedAtMs;
  return [{ record, receivedAtMs: startedAtMs }, isSame ? undefined : before];
}

/** Whether both tell the same field, so that they cannot be parts of one record. */
function overlap(first: object, second: object): boolean {
  const known = new Map(Object.entries(first));
  return Object.entries(second).some(
    ([name, value]) =>
      typeof value === 'number' && known.get(name) !== undefined && !ENVELOPE.includes(name),
  );
}

/** The later one wins, but not where it has nothing to say. */
function merge<T extends object>(first: T, second: T): T {
  const said = Object.entries(second).filter(([, value]) => value !== undefined);
  return { ...first, ...Object.fromEntries(said) };
}
