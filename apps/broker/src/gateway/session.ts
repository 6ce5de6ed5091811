/**
 * The life of a connection, as a pure machine.
 *
 *    anonymous ── identify ──► identifying ── accepted ──► producer | consumer
 *        │                          │                              │
 *        └──────── a close code ────┴──────────────────────────────┴──► closed
 *
 * The table is total: each state says what each event does. It holds constants, so a step makes no object.
 * What a handler does with the frame's payload is not here; what the payload can lead to is an event.
 */
import { CloseCode, Opcode } from '@wearwire/protocol';

export type SessionState = 'anonymous' | 'identifying' | 'producer' | 'consumer' | 'closed';

export type SessionEvent =
  | 'heartbeat'
  | 'identify'
  | 'submit'
  | 'replay'
  | 'status'
  | 'server-opcode'
  | 'unknown-opcode'
  /** The token was good: the connection is a user's … */
  | 'accepted-producer'
  /** … or a developer's. */
  | 'accepted-consumer'
  /** Something ends the session with a code of its own: a bad frame, a bad token, a limit. */
  | 'refused'
  | 'identify-timeout'
  | 'heartbeat-timeout'
  | 'socket-closed';

export type Effect =
  | { readonly do: 'nothing' }
  | { readonly do: 'acknowledge' }
  | { readonly do: 'look-up-token' }
  /** Handle the frame when the token has been looked up. */
  | { readonly do: 'hold' }
  | { readonly do: 'send-ready' }
  | { readonly do: 'submit' }
  | { readonly do: 'replay' }
  /** The code comes with the event. */
  | { readonly do: 'refuse' }
  | { readonly do: 'close'; readonly code: CloseCode };

export interface Transition {
  readonly next: SessionState;
  readonly effect: Effect;
}

const NOTHING: Effect = { do: 'nothing' };
const HOLD: Effect = { do: 'hold' };
const REFUSED: Transition = { next: 'closed', effect: { do: 'refuse' } };
const GONE: Transition = { next: 'closed', effect: NOTHING };

function stay(next: SessionState, effect: Effect): Transition {
  return { next, effect };
}

function close(code: CloseCode): Transition {
  return { next: 'closed', effect: { do: 'close', code } };
}

/** An opcode is refused in the same way whoever sends it (P-OP-1, P-OP-2, P-OP-3). */
const INVALID_OPCODE = close(CloseCode.InvalidOpcode);
const NOT_IDENTIFIED = close(CloseCode.NotIdentified);
const ALREADY_IDENTIFIED = close(CloseCode.AlreadyIdentified);
const HEARTBEAT_MISSED = close(CloseCode.HeartbeatMissed);

/** Only a session that is being looked up can be accepted; elsewhere the news comes too late. */
const TOO_LATE = close(CloseCode.InternalError);

export const TRANSITIONS: Readonly<
  Record<SessionState, Readonly<Record<SessionEvent, Transition>>>
> = {
  anonymous: {
    heartbeat: stay('anonymous', { do: 'acknowledge' }),
    identify: { next: 'identifying', effect: { do: 'look-up-token' } },
    submit: NOT_IDENTIFIED,
    replay: NOT_IDENTIFIED,
    status: NOT_IDENTIFIED,
    'server-opcode': INVALID_OPCODE,
    'unknown-opcode': INVALID_OPCODE,
    'accepted-producer': TOO_LATE,
    'accepted-consumer': TOO_LATE,
    refused: REFUSED,
    'identify-timeout': NOT_IDENTIFIED,
    'heartbeat-timeout': HEARTBEAT_MISSED,
    'socket-closed': GONE,
  },
  identifying: {
    heartbeat: stay('identifying', HOLD),
    identify: ALREADY_IDENTIFIED,
    submit: stay('identifying', HOLD),
    replay: stay('identifying', HOLD),
    status: stay('identifying', HOLD),
    'server-opcode': INVALID_OPCODE,
    'unknown-opcode': INVALID_OPCODE,
    'accepted-producer': { next: 'producer', effect: { do: 'send-ready' } },
    'accepted-consumer': { next: 'consumer', effect: { do: 'send-ready' } },
    refused: REFUSED,
    'identify-timeout': stay('identifying', NOTHING),
    'heartbeat-timeout': HEARTBEAT_MISSED,
    'socket-closed': GONE,
  },
  producer: {
    heartbeat: stay('producer', { do: 'acknowledge' }),
    identify: ALREADY_IDENTIFIED,
    submit: stay('producer', { do: 'submit' }),
    replay: INVALID_OPCODE,
    status: stay('producer', NOTHING),
    'server-opcode': INVALID_OPCODE,
    'unknown-opcode': INVALID_OPCODE,
    'accepted-producer': TOO_LATE,
    'accepted-consumer': TOO_LATE,
    refused: REFUSED,
    'identify-timeout': stay('producer', NOTHING),
    'heartbeat-timeout': HEARTBEAT_MISSED,
    'socket-closed': GONE,
  },
  consumer: {
    heartbeat: stay('consumer', { do: 'acknowledge' }),
    identify: ALREADY_IDENTIFIED,
    submit: INVALID_OPCODE,
    replay: stay('consumer', { do: 'replay' }),
    status: INVALID_OPCODE,
    'server-opcode': INVALID_OPCODE,
    'unknown-opcode': INVALID_OPCODE,
    'accepted-producer': TOO_LATE,
    'accepted-consumer': TOO_LATE,
    refused: REFUSED,
    'identify-timeout': stay('consumer', NOTHING),
    'heartbeat-timeout': HEARTBEAT_MISSED,
    'socket-closed': GONE,
  },
  closed: {
    heartbeat: GONE,
    identify: GONE,
    submit: GONE,
    replay: GONE,
    status: GONE,
    'server-opcode': GONE,
    'unknown-opcode': GONE,
    'accepted-producer': GONE,
    'accepted-consumer': GONE,
    refused: GONE,
    'identify-timeout': GONE,
    'heartbeat-timeout': GONE,
    'socket-closed': GONE,
  },
};

/** What the session does with an event. */
export function step(state: SessionState, event: SessionEvent): Transition {
  return TRANSITIONS[state][event];
}

const OPCODE_EVENTS: readonly SessionEvent[] = (() => {
  const events: SessionEvent[] = [];
  events[Opcode.Heartbeat] = 'heartbeat';
  events[Opcode.HeartbeatAck] = 'server-opcode';
  events[Opcode.Hello] = 'server-opcode';
  events[Opcode.Identify] = 'identify';
  events[Opcode.Ready] = 'server-opcode';
  events[Opcode.Dispatch] = 'server-opcode';
  events[Opcode.Submit] = 'submit';
  events[Opcode.Replay] = 'replay';
  events[Opcode.Status] = 'status';
  return events;
})();

/** The event that a client's frame is, by its opcode alone (P-OP-4). */
export function eventOfOpcode(op: number): SessionEvent {
  return OPCODE_EVENTS[op] ?? 'unknown-opcode';
}
