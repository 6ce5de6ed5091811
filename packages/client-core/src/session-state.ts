/**
 * The states of a client's connection, as reported to users:
 *
 *   idle ─► authorizing ─► opening ─► greeting ─► identifying ─► ready
 *              ▲  (getToken) (socket)   (HELLO)      (READY)       │
 *              └───────────────── waiting ◄───────── lost ─────────┘
 *   offline: instead of waiting while the device reports that there is no network
 *   suspended: without a connection until reading resumes, because the socket cannot pause
 *   any state with a link ─► closing ─► stopped; any other ─► stopped
 */
import type { ConnectReason } from './connect-reason.js';
import type { ClientError } from './errors.js';
import type { ClientTimeouts } from './limits.js';

/** Every state of a connection. */
export const SESSION_STATES = [
  'idle',
  'waiting',
  'offline',
  'authorizing',
  'opening',
  'greeting',
  'identifying',
  'ready',
  'suspended',
  'closing',
  'stopped',
] as const;

/** The state of a client's connection. Frames are exchanged only in `ready`. */
export type SessionState = (typeof SESSION_STATES)[number];

/** The argument of the event `state`. */
export interface StateChange {
  readonly state: SessionState;
  readonly previous: SessionState;
  /** Number of the attempt since the last stable connection, from 1; 0 before the first attempt. */
  readonly attempt: number;
  /** The reason for the current or next attempt. */
  readonly reason: ConnectReason;
  /** In `waiting`: the duration of the wait in ms. */
  readonly waitMs?: number;
  /** The error that caused the change, if any: it ended the connection or attempt, or in `stopped` the client. */
  readonly error?: ClientError;
}

/** States in which the WebSocket is open. */
export const LINKED_STATES: readonly SessionState[] = [
  'greeting',
  'identifying',
  'ready',
  'closing',
];

/** The steps of an attempt. */
export const ATTEMPT_STATES: readonly SessionState[] = [
  'authorizing',
  'opening',
  'greeting',
  'identifying',
];

/** The timeout of each state. `waiting` ends after its wait; the other states that are not listed have no timeout. */
export const DEADLINES: Readonly<Partial<Record<SessionState, keyof ClientTimeouts>>> = {
  authorizing: 'tokenTimeoutMs',
  opening: 'openTimeoutMs',
  greeting: 'helloTimeoutMs',
  identifying: 'readyTimeoutMs',
  ready: 'readyLastsMs',
  closing: 'closeTimeoutMs',
};
