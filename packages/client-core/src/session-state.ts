/**
 * Where a client stands. The states of the session machine, as users see them:
 *
 *   idle ─► authorizing ─► opening ─► greeting ─► identifying ─► ready
 *              ▲  (getToken) (socket)   (HELLO)      (READY)       │
 *              └───────────────── waiting ◄───────── lost ─────────┘
 *   offline: in place of waiting while the device says that there is no network
 *   suspended: let go of the link on purpose, until resumed
 *   any ─► closing ─► stopped, or at once ─► stopped
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

/** Where a client's connection stands; frames pass in `ready` alone. */
export type SessionState = (typeof SESSION_STATES)[number];

/** What listeners of `state` are told. */
export interface StateChange {
  readonly state: SessionState;
  readonly previous: SessionState;
  /** Attempts since READY last lasted; from 1, 0 before the first. */
  readonly attempt: number;
  /** Why the present or next attempt is made. */
  readonly reason: ConnectReason;
  /** In `waiting`: how long, in ms. */
  readonly waitMs?: number;
  /** In `waiting`, `offline` and `stopped`: what ended the attempt, where something did. */
  readonly error?: ClientError;
}

/** States that live on the link of the state before them. */
export const LINKED: readonly SessionState[] = ['greeting', 'identifying', 'ready', 'closing'];

/** The steps of an attempt. */
export const ATTEMPT: readonly SessionState[] = [
  'authorizing',
  'opening',
  'greeting',
  'identifying',
];

/** What each state waits for at most. `waiting` ends when its wait is over, the others by an event alone. */
export const DEADLINES: Readonly<Partial<Record<SessionState, keyof ClientTimeouts>>> = {
  authorizing: 'tokenTimeoutMs',
  opening: 'openTimeoutMs',
  greeting: 'helloTimeoutMs',
  identifying: 'readyTimeoutMs',
  ready: 'readyLastsMs',
  closing: 'closeTimeoutMs',
};
