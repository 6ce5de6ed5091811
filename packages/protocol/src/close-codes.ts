/**
 * WebSocket close codes of the protocol, and what a client does about each (P-CLI-5). Their names are in
 * close-names.ts, the reason texts in close-reasons.ts: a client carries neither, the server tells it.
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
 * What a client does after a close:
 * - `never`: stop; the same frames would be refused again;
 * - `new-token`: connect again at once with a fresh token (a second time in a row: as `backoff`);
 * - `backoff`: connect again after a random wait that grows, with a fresh token;
 * - `spread`: connect again after a random wait up to `reconnectSpreadMs`, then up to twice that: the server
 *   stops for all its clients (P-CLI-7).
 */
export type RetryPolicy = 'never' | 'new-token' | 'backoff' | 'spread';

/** The policy of each close code of the protocol; `retryPolicy` knows what to do about any other. */
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

/** The policy for any code that a socket reports; a code that is not in the table (1006 …) backs off. */
export function retryPolicy(code: number): RetryPolicy {
  return RETRY_POLICIES[code as CloseCode] ?? 'backoff';
}
