/** How many tokens may be asked for: by an address, whoever it says it is, and by a developer that is known. */
import type { Allowances } from '../limits/allowances.js';

export interface TokenRates {
  /** `undefined`: no bound; likewise below. */
  readonly ofAddress: Allowances | undefined;
  readonly ofDeveloper: Allowances | undefined;
  monotonicMs(): number;
  /** A limit was met, for the metrics. */
  limited(limit: 'addressTokensPerSecond' | 'developerTokensPerSecond'): void;
}

/** Takes one request; how long to wait with the next attempt, in ms, where it was too many; else 0. */
export function takeToken(allowances: Allowances | undefined, key: string, nowMs: number): number {
  const allowance = allowances?.of(key);
  if (allowance === undefined || allowance.take(1, nowMs)) return 0;
  return allowance.waitMs(1, nowMs);
}
