/**
 * WebSocket close codes of the protocol: number, reason text and what a client does about it.
 * One table: the server takes its reason from here, clients their policy (P-CLI-5).
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
 * - `spread`: as `backoff`, with a random wait up to `reconnectSpreadMs` at least: the server stops for all.
 */
export type RetryPolicy = 'never' | 'new-token' | 'backoff' | 'spread';

export interface ClosePolicy {
  /** The field's name for it, for logs. */
  readonly name: string;
  /** Reason text that the server sends where it has nothing more exact to say; 123 bytes at most. */
  readonly reason: string;
  readonly retry: RetryPolicy;
}

export const CLOSE_CODES: Readonly<Record<CloseCode, ClosePolicy>> = {
  1000: { name: 'normal', reason: 'closed', retry: 'backoff' },
  1001: { name: 'going-away', reason: 'server is shutting down', retry: 'spread' },
  1003: { name: 'invalid-frame', reason: 'frame is not what the protocol allows', retry: 'never' },
  1007: { name: 'invalid-utf8', reason: 'text is not valid UTF-8', retry: 'never' },
  1008: { name: 'limit-exceeded', reason: 'a published limit was exceeded', retry: 'backoff' },
  1009: { name: 'too-large', reason: 'message is too large', retry: 'never' },
  1011: { name: 'internal-error', reason: 'internal failure', retry: 'backoff' },
  1012: { name: 'restarting', reason: 'server is restarting', retry: 'spread' },
  1013: { name: 'try-again-later', reason: 'try again later', retry: 'backoff' },
  4000: { name: 'not-identified', reason: 'not identified', retry: 'backoff' },
  4001: { name: 'invalid-token', reason: 'token is not valid', retry: 'new-token' },
  4002: {
    name: 'already-connected',
    reason: 'the developer has as many consumers as are allowed',
    retry: 'backoff',
  },
  4003: { name: 'already-identified', reason: 'already identified', retry: 'never' },
  4004: { name: 'invalid-opcode', reason: 'opcode is not allowed here', retry: 'never' },
  4005: { name: 'heartbeat-missed', reason: 'no heartbeat in time', retry: 'new-token' },
};

const UNKNOWN: ClosePolicy = { name: 'unknown', reason: 'connection lost', retry: 'backoff' };

/** The policy for any code that a socket reports; a code that is not in the table (1006 …) backs off. */
export function closePolicy(code: number): ClosePolicy {
  return Object.hasOwn(CLOSE_CODES, code) ? CLOSE_CODES[code as CloseCode] : UNKNOWN;
}
