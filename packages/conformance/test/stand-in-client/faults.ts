/** Every way in which the stand-in client can break the rules, and the checks that must notice. */
export const CLIENT_FAULTS = {
  'beats-at-once': ['client-heartbeat.first'],
  'first-beat-late': ['client-heartbeat.first'],
  'no-jitter': ['client-heartbeat.first'],
  'beats-by-the-old-interval': ['client-heartbeat.interval'],
  'ignores-missing-acks': ['client-heartbeat.dead-link'],
  impatient: ['client-heartbeat.late-ack', 'client-heartbeat.dead-link'],
  'keeps-its-token': ['client-reconnect.fresh-token'],
  'no-backoff': ['client-reconnect.backoff'],
  'backoff-without-chance': ['client-reconnect.backoff'],
  'backoff-too-long': ['client-reconnect.backoff', 'client-codes.backoff'],
  'restart-is-like-any-close': ['client-reconnect.spread'],
  'reconnect-unheard': ['client-reconnect.told'],
  'never-stops': ['client-codes.never'],
  'gives-up': ['client-codes.backoff', 'client-codes.new-token'],
  'waits-after-4001': ['client-codes.new-token'],
  'always-at-once': ['client-codes.no-hammering'],
  'chokes-on-opcodes': ['client-frames.unknown'],
  'chokes-on-fields': ['client-frames.unknown'],
  'numbers-unasked': ['client-frames.unconfirmed'],
  'resumes-unasked': ['client-frames.unconfirmed'],
} as const satisfies Record<string, readonly string[]>;

export type ClientFault = keyof typeof CLIENT_FAULTS;
