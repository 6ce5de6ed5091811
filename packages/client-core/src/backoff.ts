/**
 * Upper bounds of the wait before the next attempt. The wait is a random time up to the bound (full jitter).
 *
 * There are three cases:
 * - One link broke: bounds start short and double (P-CLI-4).
 * - All clients lost the server (it announced a stop, or an attempt failed right after a stable connection
 *   broke): the bound is `RECONNECT_SPREAD_MS` for the first wait, and twice that for every further one
 *   (P-CLI-7). Then at most a fifth of the clients connect in any one second, regardless of how long the server
 *   is down, and none waits longer than twice the spread once the server is back. If first waits were short, all
 *   clients would connect at once; if waits doubled without limit, the last clients would reconnect late.
 * - No attempt gets an answer: short waits for about two minutes, since no attempt reaches the server (P-CLI-8).
 */
import {
  RECONNECT_SPREAD_MS,
  RECONNECT_WAIT_FIRST_MS,
  RECONNECT_WAIT_MAX_MS,
} from '@wearwire/protocol';
import type { SessionContext } from './session-events.js';

/**
 * Number of consecutive unanswered attempts that are quick: with `quickTimeoutMs` (1.5 s) and a wait of up to
 * 0.5 s each, they take about two minutes.
 */
const QUICK_ATTEMPTS = 80;
/**
 * In case the path is slow instead of silent, the attempt after 3 unanswered ones gets the full time for each
 * step, and again every 40th attempt after it.
 */
const UNANSWERED_BEFORE_FULL_ATTEMPT = 3;
const FULL_ATTEMPT_INTERVAL = 40;

/** Returns the bound in ms of a wait that follows `waits` earlier ones; it doubles each time (P-CLI-4). */
export function waitBoundMs(waits: number): number {
  return Math.min(RECONNECT_WAIT_MAX_MS, RECONNECT_WAIT_FIRST_MS * 2 ** waits);
}

/** Returns the bound after all clients lost the server: the spread, or twice the spread if the outage is confirmed. */
export function outageWaitBoundMs(outage: SessionContext['outage']): number {
  return outage === 'confirmed' ? 2 * RECONNECT_SPREAD_MS : RECONNECT_SPREAD_MS;
}

/** Returns the bound after this many consecutive unanswered attempts (P-CLI-8). */
export function silenceWaitBoundMs(unansweredAttempts: number): number {
  return waitBoundMs(Math.max(0, unansweredAttempts - QUICK_ATTEMPTS));
}

/** Returns whether the steps of the attempt after this many unanswered ones get the short time. */
export function isQuickAttempt(unansweredAttempts: number): boolean {
  const isEarly = unansweredAttempts > 0 && unansweredAttempts <= QUICK_ATTEMPTS;
  return isEarly && unansweredAttempts % FULL_ATTEMPT_INTERVAL !== UNANSWERED_BEFORE_FULL_ATTEMPT;
}
