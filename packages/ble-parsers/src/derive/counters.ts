/**
 * Converts counters to rates. Wheel speed, crank cadence, torque and power all use it. Sensors send
 * counts that roll over to 0 and the time of the last revolution; differences are taken modulo the
 * counter's width.
 *
 *   unchanged counts           repeated packet: the values are kept, and become 0 after `stopAfterMs`
 *   same count, newer time     coasting: 0 at once
 *   implausible difference     the sensor restarted: no value, and counting starts from this packet
 *   continues older counters   two sensors are fed into one reducer: no value (see `other`)
 *
 * A difference is implausible for the first packet, after a silence in which a counter may have rolled
 * over more than once, if the count changed but not its time, and above `rateMax` revolutions per
 * second, which includes a count that runs backwards. A packet without a count is ignored.
 */
import type { Reducer } from './reducer.js';

/** When values become 0 because the counters do not change. */
export interface StopOptions {
  /** Time without a change in ms, but at least twice the last period. Default 3000. */
  readonly stopAfterMs?: number | undefined;
}

/** The counters of a packet, as sent; `undefined` if not sent. */
export type CountersReading<F extends string> = { readonly [K in F]?: number | undefined };

/** The state of a counter reducer between packets: last counters, sum, and last derived values. */
export interface CountersState<F extends string, D> {
  readonly counts: Readonly<Record<F, number>>;
  /** Sum of all differences of the count that is added up. */
  readonly total: number;
  /** When a counter last changed, ms. */
  readonly changedAtMs: number;
  /** Revolutions per second; `undefined` until two packets are known. */
  readonly ratePerS: number | undefined;
  readonly derived: D | undefined;
  /**
   * The counters before their last jump. If the next packet continues from there, two sensors send to
   * one reducer (both pedals of a pair, for example). Then neither packet has derived values, because a
   * difference between two sensors is meaningless.
   */
  readonly other?: Trail<F> | undefined;
}

/** Counters at one time. */
interface Trail<F extends string> {
  readonly counts: Readonly<Record<F, number>>;
  readonly changedAtMs: number;
}

type Differences<F extends string> = Readonly<Record<F, number>>;

/** The counters of a reducer and the values derived from them. */
interface Rules<F extends string, R, D> extends StopOptions {
  /** The count at which each counter rolls over to 0. */
  readonly moduli: Differences<F>;
  /** After a silence of this many ms a counter may have rolled over unnoticed. */
  readonly gapMs: number;
  /** Returns revolutions per second. */
  readonly rate: (differences: Differences<F>) => number;
  /** A higher rate is implausible. */
  readonly rateMax: number;
  /** The count that is added up. */
  readonly totalOf: NoInfer<F>;
  /** Returns the derived values; without differences, those of a standstill with a rate of 0. */
  readonly derive: (
    ratePerS: number,
    total: number,
    differences: Differences<F> | undefined,
    reading: R,
  ) => D;
}

const STOP_AFTER_MS = 3000;

/** A trail that has not continued for this long, in ms, is a restart, not a second sensor. */
const OTHER_MS_MAX = 10_000;

/** Smaller jumps are attributed to one sensor, because a wheel may be pushed backwards. */
const OTHER_TURNS_MIN = 10;

/** Creates a reducer from rules. */
export function counters<F extends string, R extends CountersReading<F>, D>(
  rules: Rules<F, R, D>,
): Reducer<CountersState<F, D> | undefined, R, D> {
  const fields = Object.keys(rules.moduli) as F[];
  return (state, reading, receivedAtMs) => {
    if (fields.some((field) => reading[field] === undefined)) return [state, undefined];
    const next = nextState(rules, fields, state, reading, receivedAtMs);
    return [next, next.derived];
  };
}

function nextState<F extends string, R extends CountersReading<F>, D>(
  rules: Rules<F, R, D>,
  fields: readonly F[],
  state: CountersState<F, D> | undefined,
  reading: R,
  receivedAtMs: number,
): CountersState<F, D> {
  const counts = byField(fields, (field) => reading[field]!);
  const total = state?.total ?? 0;
  const start = {
    counts,
    total,
    changedAtMs: receivedAtMs,
    ratePerS: undefined,
    derived: undefined,
  };
  if (state === undefined) return start;

  const differences = differencesOf(rules, fields, counts, state.counts);
  if (fields.every((field) => differences[field] === 0)) {
    return keepOrStop(rules, state, reading, receivedAtMs);
  }
  const isOtherRecent = receivedAtMs - (state.other?.changedAtMs ?? -Infinity) <= OTHER_MS_MAX;
  const other = isOtherRecent ? state.other : undefined;
  const ratePerS = plausibleRate(rules, differences, receivedAtMs - state.changedAtMs);
  const otherRatePerS = other && rateFrom(rules, fields, counts, other, receivedAtMs);
  const isOfOther = otherRatePerS !== undefined && !(ratePerS! <= otherRatePerS);
  if (ratePerS === undefined || isOfOther) {
    const jump = differences[rules.totalOf];
    const isFar = Math.min(jump, rules.moduli[rules.totalOf] - jump) > OTHER_TURNS_MIN;
    if (!isFar) return start;
    return { ...start, other: { counts: state.counts, changedAtMs: state.changedAtMs } };
  }
  const sum = total + differences[rules.totalOf];
  const derived = rules.derive(ratePerS, sum, differences, reading);
  return { ...start, total: sum, ratePerS, derived, other };
}

/** Handles repeated counts: keeps the values until `stopAfterMs` has passed. */
function keepOrStop<F extends string, R extends CountersReading<F>, D>(
  { stopAfterMs = STOP_AFTER_MS, derive }: Rules<F, R, D>,
  state: CountersState<F, D>,
  reading: R,
  receivedAtMs: number,
): CountersState<F, D> {
  const silenceMs = receivedAtMs - state.changedAtMs;
  const periodMs = state.ratePerS ? 1000 / state.ratePerS : 0;
  if (silenceMs <= Math.max(stopAfterMs, 2 * periodMs)) return state;
  return { ...state, ratePerS: 0, derived: derive(0, state.total, undefined, reading) };
}

/** Returns revolutions per second since a trail; 0 if the counters have not changed. */
function rateFrom<F extends string, R, D>(
  rules: Rules<F, R, D>,
  fields: readonly F[],
  counts: Readonly<Record<F, number>>,
  trail: Trail<F>,
  receivedAtMs: number,
): number | undefined {
  const differences = differencesOf(rules, fields, counts, trail.counts);
  const isSame = fields.every((field) => differences[field] === 0);
  return isSame ? 0 : plausibleRate(rules, differences, receivedAtMs - trail.changedAtMs);
}

/** Returns revolutions per second; `undefined` if the change of the counters is implausible. */
function plausibleRate<F extends string, R, D>(
  { rate, rateMax, gapMs }: Rules<F, R, D>,
  differences: Differences<F>,
  silenceMs: number,
): number | undefined {
  const ratePerS = rate(differences);
  return ratePerS <= rateMax && silenceMs < gapMs ? ratePerS : undefined;
}

function differencesOf<F extends string, R, D>(
  { moduli }: Rules<F, R, D>,
  fields: readonly F[],
  newer: Readonly<Record<F, number>>,
  older: Readonly<Record<F, number>>,
): Differences<F> {
  return byField(fields, (field) => wrappedDifference(newer[field], older[field], moduli[field]));
}

function byField<F extends string>(
  fields: readonly F[],
  countOf: (field: F) => number,
): Record<F, number> {
  const record = {} as Record<F, number>;
  for (const field of fields) record[field] = countOf(field);
  return record;
}

/** Returns the difference of two counts that roll over at `modulus`; the counts may have fractions. */
export function wrappedDifference(newer: number, older: number, modulus: number): number {
  const difference = (newer - older) % modulus;
  return difference < 0 ? difference + modulus : difference;
}
