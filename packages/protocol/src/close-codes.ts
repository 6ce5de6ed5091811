/**
 * WebSocket close codes of the protocol: number, name and what a client does about it (P-CLI-5).
 * The reason texts are a server's: close-reasons.ts.
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

/** What a close code is called and what a client does about it. */
export interface ClosePolicy {
  /** The field's name for it, for logs. */
  readonly name: string;
  readonly retry: RetryPolicy;
}

/** The policy of each close code of the protocol; `closePolicy` knows what to do about any other. */
export const CLOSE_CODES: Readonly<Record<CloseCode, ClosePolicy>> = {
  1000: { name: 'normal', retry: 'backoff' },
  1001: { name: 'going-away', retry: 'spread' },
  1003: { name: 'invalid-frame', retry: 'never' },
  1007: { name: 'invalid-utf8', retry: 'never' },
  1008: { name: 'limit-exceeded', retry: 'backoff' },
  1009: { name: 'too-large', retry: 'never' },
  1011: { name: 'internal-error', retry: 'backoff' },
  1012: { name: 'restarting', retry: 'spread' },
  1013: { name: 'try-again-later', retry: 'backoff' },
  4000: { name: 'not-identified', retry: 'backoff' },
  4001: { name: 'invalid-token', retry: 'new-token' },
  4002: { name: 'already-connected', retry: 'backoff' },
  4003: { name: 'already-identified', retry: 'never' },
  4004: { name: 'invalid-opcode', retry: 'never' },
  4005: { name: 'heartbeat-missed', retry: 'new-token' },
};

const UNKNOWN: ClosePolicy = { name: 'unknown', retry: 'backoff' };

/** The policy for any code that a socket reports; a code that is not in the table (1006 …) backs off. */
export function closePolicy(code: number): ClosePolicy {
  return Object.hasOwn(CLOSE_CODES, code) ? CLOSE_CODES[code as CloseCode] : UNKNOWN;
}
