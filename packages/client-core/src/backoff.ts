/**
 * Upper bounds of the wait before the next attempt. The wait is a random part of the bound (full jitter).
 *
 * There are three cases:
 * - One link broke: waits start short and double (P-CLI-4).
 * - All clients lost the server (it announced a stop, or an attempt failed right after a long-lived link
 *   broke): the first wait is up to the spread, each further one up to twice that (P-CLI-7). Less than a fifth
 *   of the clients then connects in any one second, regardless of how long the server is down, and all have
 *   reconnected within twice the spread. Short first waits would let all clients connect at once; waits that
 *   double without limit would delay the last clients.
 * - The network is silent or unavailable: short waits for a while, since no attempt reaches the server (P-CLI-8).
 */
import {
  RECONNECT_SPREAD_MS,
  RECONNECT_WAIT_FIRST_MS,
  RECONNECT_WAIT_MAX_MS,
} from '@wearwire/protocol';
import type { SessionContext } from './session-events.js';

/** Number of consecutive unanswered attempts that are followed by a short wait: about two minutes. */
export const QUICK_ATTEMPTS = 80;
/** One in this many attempts gets the full time for each step, in case the path is slow instead of silent. */
const FULL_ATTEMPT_EACH = 40;
const FULL_ATTEMPT = 3;

/** Returns the bound in ms of the wait after `waits` earlier ones; it doubles each time (P-CLI-4). */
export function waitBoundMs(waits: number): number {
  return Math.min(RECONNECT_WAIT_MAX_MS, RECONNECT_WAIT_FIRST_MS * 2 ** waits);
}

/** Returns the bound after all clients lost the server: the spread, and twice the spread once that is confirmed. */
export function outageWaitBoundMs(outage: SessionContext['outage']): number {
  return outage === 'confirmed' ? 2 * RECONNECT_SPREAD_MS : RECONNECT_SPREAD_MS;
}

/** Returns the bound after consecutive unanswered attempts, including this one (P-CLI-8). */
export function silenceWaitBoundMs(unansweredAttempts: number): number {
  return waitBoundMs(Math.max(0, unansweredAttempts - QUICK_ATTEMPTS));
}

/** Returns whether the steps of the next attempt get the short time, given the unanswered attempts before it. */
export function isQuickAttempt(unansweredAttempts: number): boolean {
  const isInTime = unansweredAttempts > 0 && unansweredAttempts <= QUICK_ATTEMPTS;
  return isInTime && unansweredAttempts % FULL_ATTEMPT_EACH !== FULL_ATTEMPT;
}
