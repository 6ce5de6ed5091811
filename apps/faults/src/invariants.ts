/**
 * What must hold under every fault, one sentence each, with the rules of docs/protocol.md that promise it.
 * A row names the invariants that it checks; the checker names the one that a violation breaks.
 */
export interface Invariant {
  /** Ids of docs/protocol.md; empty where another page promises it. */
  readonly rules: readonly string[];
  /** Page of docs/ that promises it, where no rule of the protocol does. */
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
    statement: 'An event that a consumer saw is in the replay, byte for byte.',
  },
  storedOnce: {
    rules: ['P-DIS-2'],
    statement: 'No event is stored twice, and no number is given to two events.',
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
      'A replay sends what is stored between its bounds, byte for byte, and its end in turn.',
  },
  bystanderIsUnharmed: {
    rules: ['P-CON-5', 'P-FR-9', 'P-DIS-6'],
    statement: 'The streams of other clients stay whole, and their connections open.',
  },
  brokerStaysUp: {
    rules: ['P-CON-5'],
    statement: 'No input ends the broker.',
  },
  comesBack: {
    rules: [],
    page: 'operating.md',
    statement: 'A broker that is started again serves.',
  },
  failureIsVisible: {
    rules: ['P-SUB-6'],
    page: 'operating.md',
    statement:
      'While events cannot be stored, producers are closed with 1013 or 1011 and readiness tells it.',
  },
  oneBroker: {
    rules: [],
    page: 'storage.md',
    statement: 'A data directory has one broker at a time, and a dead one leaves it free.',
  },
  retentionIsKept: {
    rules: ['P-REP-8'],
    statement: 'A step of the wall clock neither deletes events nor keeps them for ever.',
  },
  damageIsTold: {
    rules: [],
    page: 'storage.md',
    statement:
      'A damaged file is served around, or refused with one sentence that names it; never by a signal, a hang or wrong bytes.',
  },
  wireIsRfc6455: {
    rules: ['P-FR-4', 'P-FR-9'],
    page: 'protocol.md',
    statement:
      'The server speaks WebSocket as RFC 6455 has it, but for the deviations that are listed.',
  },
} as const satisfies Record<string, Invariant>;

export type InvariantName = keyof typeof INVARIANTS;
