/** Limits token requests per address, authenticated or not, and per authenticated developer. */
import type { Allowances } from '../limits/allowances.js';
import type { HttpReply } from './http.js';
import { limitReply } from './replies.js';

export interface TokenRates {
  /** `undefined`: unlimited. */
  readonly ofAddress: Allowances | undefined;
  /** `undefined`: unlimited. */
  readonly ofDeveloper: Allowances | undefined;
  monotonicMs(): number;
  /** Called when a limit is reached, for the metrics. */
  limited(limit: (typeof LIMIT_NAMES)[keyof typeof LIMIT_NAMES]): void;
}

const LIMIT_NAMES = {
  ofAddress: 'addressTokensPerSecond',
  ofDeveloper: 'developerTokensPerSecond',
} as const;

/** Counts one request of the address or developer. Returns the reply that refuses it if it would exceed the rate. */
export function countRequest(
  rates: TokenRates,
  kind: keyof typeof LIMIT_NAMES,
  key: string,
): HttpReply | undefined {
  const nowMs = rates.monotonicMs();
  const allowance = rates[kind]?.of(key);
  if (allowance === undefined || allowance.consume(1, nowMs)) return undefined;
  const limit = LIMIT_NAMES[kind];
  rates.limited(limit);
  return limitReply(limit, allowance.waitMs(1, nowMs));
}
