/** The measures of a run, computed in the same way on a virtual clock and on real sockets. */
import type { Link } from './link/link.js';
import type { LinkTimes } from './link/link-times.js';
import type { Outcome, Scenario } from './scenarios/scenario.js';

/** A reading that reached the server. */
export interface Arrival {
  readonly type: string;
  readonly val: number;
  /** Time since its submission. */
  readonly ageMs: number;
}

export interface Run {
  readonly scenario: Scenario;
  /** Time at which the sensors and the actions started. */
  readonly startMs: number;
  readonly times: LinkTimes;
  readonly submitted: number;
  /** Readings that are still queued. */
  readonly queued: number;
  readonly arrivals: readonly Arrival[];
  readonly carried: Link['carried'];
}

/** Creates the record of a reading that arrives at `nowMs`, by the clock that set its `ts`. */
export function arrivalOf(
  type: string,
  { ts, val }: { readonly ts?: unknown; readonly val?: unknown },
  nowMs: number,
): Arrival {
  return { type, val: Number(val), ageMs: nowMs - Date.parse(String(ts)) };
}

export function outcomeOf(run: Run): Outcome {
  const { startMs, times, submitted, arrivals, carried } = run;
  const { outage } = run.scenario;
  const stored = new Set(arrivals.map(({ val }) => val)).size;
  const ages = arrivals.filter(({ type }) => type === 'HEART_RATE').map(({ ageMs }) => ageMs);
  return {
    submitted,
    stored,
    // A reading can be stored and still queued, if its ACK has not arrived.
    lost: Math.max(0, submitted - stored - run.queued),
    doubled: arrivals.length - stored,
    p50Ms: quantileOf(ages, 0.5),
    p99Ms: quantileOf(ages, 0.99),
    detectMs: outage && untilFirst(times.lostAtMs, startMs + outage[0]),
    backMs: outage && untilFirst(times.readyAtMs, startMs + outage[1]),
    reconnects: times.readyAtMs.length - 1,
    bytesPerReading: carried.bytes / submitted,
    packetsPerReading: carried.segments / submitted,
  };
}

/** Returns the time in ms from `fromMs` to the first entry of `timesMs` that is not earlier; `undefined` if none is. */
function untilFirst(timesMs: readonly number[], fromMs: number): number | undefined {
  return timesMs.map((atMs) => atMs - fromMs).find((ms) => ms >= 0);
}

/** Returns a quantile of the values, `undefined` if there are none. `fraction`: from 0 to 1. */
export function quantileOf(values: readonly number[], fraction: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))];
}
