/**
 * The invariants that must hold under faults, each with the rules of docs/protocol.md or the page that states
 * it. A row lists the invariants that it checks; a violation names the one that was broken.
 */
export interface Invariant {
  /** Rule ids of docs/protocol.md; empty if only another page states the invariant. */
  readonly rules: readonly string[];
  /** Page of docs/ that states the invariant. */
  readonly page?: string;
  readonly statement: string;
}

export const INVARIANTS = {
  acknowledgedIsStored: {
    rules: ['P-SUB-6', 'P-HB-5', 'P-EXT-7'],
    statement: 'An acknowledged event is in the replay.',
  },
  seenIsKept: {
    rules: ['P-DIS-3'],
    statement: 'An event that a consumer received is in the replay, byte for byte.',
  },
  storedOnce: {
    rules: ['P-DIS-2'],
    statement: 'No event is stored twice, and no two events have the same number.',
  },
  numbersHaveNoGap: {
    rules: ['P-DIS-1', 'P-REP-1'],
    statement: 'Numbers rise by one, live and in the replay.',
  },
  orderIsKept: {
    rules: ['P-SUB-7'],
    statement: 'The events of a connection are stored in the order in which it sent them.',
  },
  replayIsExact: {
    rules: ['P-REP-1', 'P-REP-7', 'P-EXT-6'],
    statement:
      'A replay sends the stored events between its bounds, byte for byte, then REPLAY_END; replays run in order.',
  },
  bystanderIsUnharmed: {
    rules: ['P-CON-5', 'P-FR-9', 'P-DIS-6'],
    statement: 'The streams of other clients are complete, and their connections stay open.',
  },
  brokerStaysUp: {
    rules: ['P-CON-5'],
    statement: 'No input makes the broker exit.',
  },
  comesBack: {
    rules: [],
    page: 'operating.md',
    statement: 'A restarted broker accepts clients and events.',
  },
  failureIsVisible: {
    rules: ['P-SUB-6'],
    page: 'operating.md',
    statement:
      'While events cannot be stored, producers are closed with 1013 or 1011, and /readyz does not answer 200.',
  },
  oneBroker: {
    rules: [],
    page: 'storage.md',
    statement:
      'A data directory has one broker at a time, and a killed broker does not block the next one.',
  },
  retentionIsKept: {
    rules: ['P-REP-8'],
    statement: 'A step of the wall clock neither removes events early nor keeps them indefinitely.',
  },
  damageIsReported: {
    rules: [],
    page: 'storage.md',
    statement:
      'With a damaged file the broker serves the rest and reports the damage, or refuses to start with one sentence that names the file. It never crashes, hangs or sends wrong bytes.',
  },
  oneConsumer: {
    rules: ['P-ID-9'],
    page: 'many-machines.md',
    statement:
      'Over all brokers, a developer has no more consumers than slots; a holder that does not answer loses its slot, and is closed when its broker is back.',
  },
  tokenWorksOnce: {
    rules: ['P-TOK-5'],
    page: 'many-machines.md',
    statement: 'A token is valid immediately and only once, at any broker.',
  },
  drainEnds: {
    rules: [],
    page: 'many-machines.md',
    statement: 'A broker exits within 30 s of SIGTERM, even while NATS is down.',
  },
  rollbackStartsEpoch: {
    rules: ['P-EXT-5'],
    page: 'many-machines.md',
    statement:
      'When the log was rolled back, a new epoch begins, with a higher number than each earlier one.',
  },
  wireIsRfc6455: {
    rules: ['P-FR-4', 'P-FR-9'],
    page: 'protocol.md',
    statement: 'The server follows RFC 6455 except for the deviations that docs/protocol.md lists.',
  },
} as const satisfies Record<string, Invariant>;

export type InvariantName = keyof typeof INVARIANTS;

/** The invariants of a stream, with producers and a consumer, when its broker or the NATS servers fail. */
export const STREAM_INVARIANTS = [
  'acknowledgedIsStored',
  'seenIsKept',
  'storedOnce',
  'numbersHaveNoGap',
  'orderIsKept',
  'comesBack',
] as const satisfies readonly InvariantName[];
