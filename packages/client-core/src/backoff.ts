/**
 * How long to wait before the next attempt, at most: the wait is a random part of the bound (full jitter).
 *
 * Three kinds of trouble, told apart by what is known:
 * - one link broke: waits start short and double (P-CLI-4);
 * - a crowd lost the server (it said that it stops, or an attempt failed right after a link that had lasted
 *   broke): the first wait is up to the spread, each further one up to twice that (P-CLI-7). So no second
 *   sees a fifth of the clients, however long the server is away, and all are back within twice the spread:
 *   with waits that start small a crowd would come at once, with waits that go on doubling its last ones
 *   would come late;
 * - the network is silent or gone: short waits for a while, as nothing reaches the server meanwhile (P-CLI-8).
 */
import {
  RECONNECT_SPREAD_MS,
  RECONNECT_WAIT_FIRST_MS,
  RECONNECT_WAIT_MAX_MS,
} from '@wearwire/protocol';

/** Attempts without any answer in a row that are followed by a short wait; about two minutes of them. */
export const QUICK_ATTEMPTS = 80;
/** Of so many attempts one has the full time for each step: the path may have become slow, not silent. */
const FULL_ATTEMPT_EACH = 40;
const FULL_ATTEMPT = 3;

/** The bound in ms of the wait after `waits` earlier ones: it doubles (P-CLI-4). */
export function waitBoundMs(waits: number): number {
  return Math.min(RECONNECT_WAIT_MAX_MS, RECONNECT_WAIT_FIRST_MS * 2 ** waits);
}

/** The same after the server was lost by all: the first wait, and those while it is still away. */
export function crowdWaitBoundMs(isFirst: boolean): number {
  return isFirst ? RECONNECT_SPREAD_MS : 2 * RECONNECT_SPREAD_MS;
}

/** The same after so many attempts in a row, this one included, without an answer (P-CLI-8). */
export function silenceWaitBoundMs(noAnswers: number): number {
  return waitBoundMs(Math.max(0, noAnswers - QUICK_ATTEMPTS));
}

/** Whether the steps of the next attempt have the short time: so many before it had no answer. */
export function isQuickAttempt(noAnswers: number): boolean {
  const isInTime = noAnswers > 0 && noAnswers <= QUICK_ATTEMPTS;
  return isInTime && noAnswers % FULL_ATTEMPT_EACH !== FULL_ATTEMPT;
}
