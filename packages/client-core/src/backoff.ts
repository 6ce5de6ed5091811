/**
 * Upper bounds of the wait before the next attempt. The wait is a random part of the bound (full jitter).
 *
 * There are three cases:
 * - One link broke: waits start short and double (P-CLI-4).
 * - All clients lost the server (it announced a stop, or an attempt failed right after a long-lived link
 *   broke): the first wait is up to the spread, each further one up to twice that (P-CLI-7). Less than a fifth
 *   of the clients then connects in any one second, regardless of how long the server is down, and all have reconnected within twice the spread. Waits that start small would let all clients connect at once; waits that keep doubling
 *   would make the last ones late.
 * - The network is silent or gone: short waits for a while, since no attempt reaches the server (P-CLI-8).
 */
import {
  RECONNECT_SPREAD_MS,
  RECONNECT_WAIT_FIRST_MS,
  RECONNECT_WAIT_MAX_MS,
} from '@wearwire/protocol';

/** Consecutive attempts without any answer that are followed by a short wait: about two minutes. */
export const QUICK_ATTEMPTS = 80;
/** One in this many attempts gets the full time for each step, in case the path is slow instead of silent. */
const FULL_ATTEMPT_EACH = 40;
const FULL_ATTEMPT = 3;

/** Bound in ms of the wait after `waits` earlier ones; doubles each time (P-CLI-4). */
export function waitBoundMs(waits: number): number {
  return Math.min(RECONNECT_WAIT_MAX_MS, RECONNECT_WAIT_FIRST_MS * 2 ** waits);
}

/** The bound after all clients lost the server: the first wait, and the waits while it is still down. */
export function crowdWaitBoundMs(isFirst: boolean): number {
  return isFirst ? RECONNECT_SPREAD_MS : 2 * RECONNECT_SPREAD_MS;
}

/** The bound after consecutive attempts without an answer, including this one (P-CLI-8). */
export function silenceWaitBoundMs(noAnswers: number): number {
  return waitBoundMs(Math.max(0, noAnswers - QUICK_ATTEMPTS));
}

/** Whether the steps of the next attempt get the short time, given the unanswered attempts before it. */
export function isQuickAttempt(noAnswers: number): boolean {
  const isInTime = noAnswers > 0 && noAnswers <= QUICK_ATTEMPTS;
  return isInTime && noAnswers % FULL_ATTEMPT_EACH !== FULL_ATTEMPT;
}
