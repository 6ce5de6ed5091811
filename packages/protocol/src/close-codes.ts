/**
 * WebSocket close codes of the protocol and the retry policy of each (P-CLI-5). Names are in close-names.ts and
 * reasons in close-reasons.ts, so that clients, which receive the reason from the server, do not include them.
 */
export const CloseCode = {
  Normal: 1000,
  GoingAway: 1001,
  InvalidFrame: 1003,
  InvalidUtf8: 1007,
  LimitExceeded: 1008,
  TooLarge: 1009,
  InternalError: 1011,
  Restarting: 1012,
  TryAgainLater: 1013,
  NotIdentified: 4000,
  InvalidToken: 4001,
  AlreadyConnected: 4002,
  AlreadyIdentified: 4003,
  InvalidOpcode: 4004,
  HeartbeatMissed: 4005,
} as const;

export type CloseCode = (typeof CloseCode)[keyof typeof CloseCode];

/**
 * The reaction of a client to a close:
 * - `never`: does not reconnect, because the server would refuse the same frames again;
 * - `new-token`: reconnects immediately with a fresh token; if that connection ends in the same way, as `backoff`;
 * - `backoff`: reconnects with a fresh token after a random wait, whose maximum increases;
 * - `spread`: reconnects after a random wait up to `reconnectSpreadMs`, then up to twice that, because the server
 *   closes all its clients at once (P-CLI-7).
 */
export type RetryPolicy = 'never' | 'new-token' | 'backoff' | 'spread';

/** The policy of each close code of the protocol; `retryPolicy` also handles other codes. */
export const RETRY_POLICIES: Readonly<Record<CloseCode, RetryPolicy>> = {
  1000: 'backoff',
  1001: 'spread',
  1003: 'never',
  1007: 'never',
  1008: 'backoff',
  1009: 'never',
  1011: 'backoff',
  1012: 'spread',
  1013: 'backoff',
  4000: 'backoff',
  4001: 'new-token',
  4002: 'backoff',
  4003: 'never',
  4004: 'never',
  4005: 'new-token',
};

/** Returns the policy of any close code; `backoff` for codes that are not in the table, such as 1006. */
export function retryPolicy(code: number): RetryPolicy {
  return RETRY_POLICIES[code as CloseCode] ?? 'backoff';
}
