/**
 * The states of a session as a pure machine: which event moves it from which state to which.
 *
 *    anonymous ── identify ──► identifying ── accepted ──► producer | consumer
 *        │                          │                              │
 *        └──────────────────────────┴─ refused, timeout or ────────┴──► closed
 *                                      socket closed
 *
 * The table is total: each state has a cell for each event. `dispatch.ts` has the handler of each frame in each state.
 */
import { CloseCode } from '@wearwire/protocol';

export type SessionState = 'anonymous' | 'identifying' | 'producer' | 'consumer' | 'closed';

export type SessionEvent =
  /** An IDENTIFY has arrived; its contents are not checked yet. */
  | 'identify'
  /** The token is valid and belongs to a user. */
  | 'accepted-producer'
  /** The token is valid and belongs to a developer. */
  | 'accepted-consumer'
  /** The broker ends the session with a close code: invalid frame, invalid token, limit. */
  | 'refused'
  | 'identify-timeout'
  | 'heartbeat-timeout'
  | 'socket-closed';

export interface Transition {
  readonly next: SessionState;
  /** The close code: given by the table, or by the refusal. Absent: no close frame is sent. */
  readonly close?: CloseCode | 'as-refused';
}

const REFUSED: Transition = { next: 'closed', close: 'as-refused' };
const GONE: Transition = { next: 'closed' };
const NOT_IDENTIFIED: Transition = { next: 'closed', close: CloseCode.NotIdentified };
const HEARTBEAT_MISSED: Transition = { next: 'closed', close: CloseCode.HeartbeatMissed };

/** An event that cannot occur in this state: a defect of the broker. */
const IMPOSSIBLE: Transition = { next: 'closed', close: CloseCode.InternalError };

export const TRANSITIONS: Readonly<
  Record<SessionState, Readonly<Record<SessionEvent, Transition>>>
> = {
  anonymous: {
    identify: { next: 'identifying' },
    'accepted-producer': IMPOSSIBLE,
    'accepted-consumer': IMPOSSIBLE,
    refused: REFUSED,
    'identify-timeout': NOT_IDENTIFIED,
    'heartbeat-timeout': HEARTBEAT_MISSED,
    'socket-closed': GONE,
  },
  identifying: {
    identify: IMPOSSIBLE,
    'accepted-producer': { next: 'producer' },
    'accepted-consumer': { next: 'consumer' },
    refused: REFUSED,
    'identify-timeout': { next: 'identifying' },
    'heartbeat-timeout': HEARTBEAT_MISSED,
    'socket-closed': GONE,
  },
  producer: {
    identify: IMPOSSIBLE,
    'accepted-producer': IMPOSSIBLE,
    'accepted-consumer': IMPOSSIBLE,
    refused: REFUSED,
    'identify-timeout': { next: 'producer' },
    'heartbeat-timeout': HEARTBEAT_MISSED,
    'socket-closed': GONE,
  },
  consumer: {
    identify: IMPOSSIBLE,
    'accepted-producer': IMPOSSIBLE,
    'accepted-consumer': IMPOSSIBLE,
    refused: REFUSED,
    'identify-timeout': { next: 'consumer' },
    'heartbeat-timeout': HEARTBEAT_MISSED,
    'socket-closed': GONE,
  },
  closed: {
    identify: GONE,
    'accepted-producer': GONE,
    'accepted-consumer': GONE,
    refused: GONE,
    'identify-timeout': GONE,
    'heartbeat-timeout': GONE,
    'socket-closed': GONE,
  },
};
