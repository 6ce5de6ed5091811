/** All faults of the reference client, each with the checks that must fail for it. */
export const CLIENT_FAULTS = {
  'heartbeat-immediately': ['client-heartbeat.first'],
  'first-heartbeat-late': ['client-heartbeat.first'],
  'no-jitter': ['client-heartbeat.first'],
  'ignores-hello-interval': ['client-heartbeat.interval'],
  'ignores-missing-acks': ['client-heartbeat.dead-link'],
  'gives-up-early': ['client-heartbeat.late-ack', 'client-heartbeat.dead-link'],
  'reuses-token': ['client-reconnect.fresh-token'],
  'no-backoff': ['client-reconnect.backoff'],
  'backoff-not-random': ['client-reconnect.backoff'],
  'backoff-too-long': ['client-reconnect.backoff', 'client-codes.backoff'],
  'restart-not-spread': ['client-reconnect.spread'],
  'ignores-reconnect-frame': ['client-reconnect.told'],
  'ignores-never-policy': ['client-codes.never'],
  'never-reconnects': ['client-codes.backoff', 'client-codes.new-token'],
  'waits-after-4001': ['client-codes.new-token'],
  'always-reconnects-immediately': ['client-codes.no-hammering'],
  'fails-on-unknown-opcodes': ['client-frames.unknown'],
  'fails-on-unknown-fields': ['client-frames.unknown'],
  'numbers-without-ack': ['client-frames.unconfirmed'],
  'resumes-without-extension': ['client-frames.unconfirmed'],
} as const satisfies Record<string, readonly string[]>;

export type ClientFault = keyof typeof CLIENT_FAULTS;
