/**
 * From counters to rates: what wheel speed, crank cadence, torque and power have in common. Sensors send
 * counts that start again at 0, and the time of the last turn; differences are taken modulo their width.
 *
 *   all counts the same      repeated packet: the values hold; after too long a silence they are 0
 *   no turn, newer time      coasting: 0 at once
 *   anything absurd          the sensor or the link has started again: nothing, and a new beginning
 *
 * Absurd is: the first packet, a silence in which a counter may have lapped, turns in no time, more turns
 * a second than can be; hence also a count that runs backwards. A packet that lacks a count is passed over.
 */
import type { Reducer } from './reducer.js';

/** When values fall to 0 although the counters still say the same. */
export interface StopOptions {
  /** Least silence in ms. Default 3000; twice the last period counts where that is longer. */
  readonly stopAfterMs?: number | undefined;
}

/** The counters of a packet, as sent; what is not sent is `undefined`. */
export type CountersReading<F extends string> = { readonly [K in F]?: number | undefined };

/** What a reducer of counters keeps between packets: where they stood, their sum, and what was last derived. */
export interface CountersState<F extends string, D> {
  readonly counts: Readonly<Record<F, number>>;
  /** Sum of all differences of the count that is added up. */
  readonly total: number;
  /** When a counter last changed, ms. */
  readonly changedAtMs: number;
  /** Turns per second; `undefined` until two packets are known. */
  readonly ratePerS: number | undefined;
  readonly derived: D | undefined;
}

type Differences<F extends string> = Readonly<Record<F, number>>;

/** What to count, and what comes of it. */
interface Rules<F extends string, R, D> extends StopOptions {
  /** The count at which each counter starts again at 0. */
  readonly moduli: Differences<F>;
  /** A silence of this many ms hides whole rounds. */
  readonly gapMs: number;
  /** Turns per second. */
  readonly rate: (differences: Differences<F>) => number;
  /** More than this are no turns. */
  readonly rateMax: number;
  /** Which count is added up. */
  readonly totalOf: NoInfer<F>;
  /** The values; without differences those of a standstill, the rate then being 0. */
  readonly derive: (
    ratePerS: number,
    total: number,
    differences: Differences<F> | undefined,
    reading: R,
  ) => D;
}

const STOP_AFTER_MS = 3000;

/** A reducer by rules. */
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
  { moduli, gapMs, rate, rateMax, totalOf, derive, stopAfterMs = STOP_AFTER_MS }: Rules<F, R, D>,
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

  const differences = byField(fields, (field) =>
    wrappedDifference(counts[field], state.counts[field], moduli[field]),
  );
  const silenceMs = receivedAtMs - state.changedAtMs;
  if (fields.every((field) => differences[field] === 0)) {
    const periodMs = state.ratePerS ? 1000 / state.ratePerS : 0;
    if (silenceMs <= Math.max(stopAfterMs, 2 * periodMs)) return state;
    return { ...state, ratePerS: 0, derived: derive(0, total, undefined, reading) };
  }
  const ratePerS = rate(differences);
  if (!(ratePerS <= rateMax && silenceMs < gapMs)) return start;
  const sum = total + differences[totalOf];
  const derived = derive(ratePerS, sum, differences, reading);
  return { ...start, total: sum, ratePerS, derived };
}

function byField<F extends string>(
  fields: readonly F[],
  countOf: (field: F) => number,
): Record<F, number> {
  const record = {} as Record<F, number>;
  for (const field of fields) record[field] = countOf(field);
  return record;
}

/** The difference of two counts that start again at `modulus`; also of counts with fractions. */
export function wrappedDifference(newer: number, older: number, modulus: number): number {
  const difference = (newer - older) % modulus;
  return difference < 0 ? difference + modulus : difference;
}
