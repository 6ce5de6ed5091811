/** Measures shared by runs on a virtual clock and on real sockets. */
import type { Scenario } from './scenarios/scenario.js';

/** Times at which the connection was detected as lost, and at which it became ready, by the clock of the run. */
export interface LinkTimes {
  readonly lostAtMs: readonly number[];
  readonly readyAtMs: readonly number[];
}

export function outageOf(
  { outage }: Scenario,
  { lostAtMs, readyAtMs }: LinkTimes,
  startMs: number,
): { readonly detectMs: number | undefined; readonly backMs: number | undefined } {
  if (outage === undefined) return { detectMs: undefined, backMs: undefined };
  const [fromMs, toMs] = outage.map((atMs) => atMs + startMs) as [number, number];
  const lost = lostAtMs.find((atMs) => atMs >= fromMs);
  const ready = readyAtMs.find((atMs) => atMs >= toMs);
  return {
    detectMs: lost === undefined ? undefined : lost - fromMs,
    backMs: ready === undefined ? undefined : ready - toMs,
  };
}

/** Returns a quantile of the values. `fraction`: from 0 to 1. */
export function quantileOf(values: readonly number[], fraction: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * fraction))];
}
