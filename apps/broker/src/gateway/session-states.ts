/**
 * The states of a session, as a pure machine: what moves it from one to the next, frames apart.
 *
 *    anonymous ── identify ──► identifying ── accepted ──► producer | consumer
 *        │                          │                              │
 *        └──────── a close code ────┴──────────────────────────────┴──► closed
 *
 * The table is total: each state has a cell for each event. What a frame does in each state is in `dispatch.ts`.
 */
import { CloseCode } from '@wearwire/protocol';

export type SessionState = 'anonymous' | 'identifying' | 'producer' | 'consumer' | 'closed';

export type SessionEvent =
  /** An IDENTIFY came that can be read. */
  | 'identify'
  /** The token was good: the connection is a user's … */
  | 'accepted-producer'
  /** … or a developer's. */
  | 'accepted-consumer'
  /** The broker ends the session with a code: a bad frame, a bad token, a limit. */
  | 'refused'
  | 'identify-timeout'
  | 'heartbeat-timeout'
  | 'socket-closed';

export interface Transition {
  readonly next: SessionState;
  /**
   * The close code that ends the session: one of the table's, or the one that the refusal names. Absent: no close
   * frame is sent.
   */
  readonly close?: CloseCode | 'as-refused';
}

const REFUSED: Transition = { next: 'closed', close: 'as-refused' };
const GONE: Transition = { next: 'closed' };
const NOT_IDENTIFIED: Transition = { next: 'closed', close: CloseCode.NotIdentified };
const HEARTBEAT_MISSED: Transition = { next: 'closed', close: CloseCode.HeartbeatMissed };

/** The broker broke its own order of events. */
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
