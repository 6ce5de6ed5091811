/** Limits token requests per address, authenticated or not, and per authenticated developer. */
import type { Allowances } from '../limits/allowances.js';

export interface TokenRates {
  /** `undefined`: unlimited; also below. */
  readonly ofAddress: Allowances | undefined;
  readonly ofDeveloper: Allowances | undefined;
  monotonicMs(): number;
  /** Called when a limit is reached, for the metrics. */
  limited(limit: 'addressTokensPerSecond' | 'developerTokensPerSecond'): void;
}

/** Counts one request. Returns how long to wait before retrying, in ms, if it was too many; otherwise 0. */
export function consumeRequest(
  allowances: Allowances | undefined,
  key: string,
  nowMs: number,
): number {
  const allowance = allowances?.of(key);
  if (allowance === undefined || allowance.consume(1, nowMs)) return 0;
  return allowance.waitMs(1, nowMs);
}
