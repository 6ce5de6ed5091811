/** Limits token requests per address, authenticated or not, and per authenticated developer. */
import type { Allowances } from '../limits/allowances.js';

export interface TokenRates {
  /** `undefined`: unlimited. */
  readonly ofAddress: Allowances | undefined;
  /** `undefined`: unlimited. */
  readonly ofDeveloper: Allowances | undefined;
  monotonicMs(): number;
  /** Called when a limit is reached, for the metrics. */
  limited(limit: 'addressTokensPerSecond' | 'developerTokensPerSecond'): void;
}

/** Counts one request. Returns 0, or how long to wait in ms before retrying if the rate would be exceeded. */
export function consumeRequest(
  allowances: Allowances | undefined,
  key: string,
  nowMs: number,
): number {
  const allowance = allowances?.of(key);
  if (allowance === undefined || allowance.consume(1, nowMs)) return 0;
  return allowance.waitMs(1, nowMs);
}
