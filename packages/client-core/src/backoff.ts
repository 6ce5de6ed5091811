/**
 * How long to wait before the next attempt, at most: the wait is a random part of the bound (full jitter).
 *
 * Where the server was lost by all its clients at once (`isMass`: it stopped, or it died), the first wait is
 * up to the spread, and as long as the server stays away each further one up to twice that (P-CLI-7). So
 * no second sees a fifth of the clients, however long the server is away, and all are back within twice the
 * spread: with waits that start small a crowd would come at once, with waits that go on doubling its last
 * ones would come late.
 */
import {
  RECONNECT_SPREAD_MS,
  RECONNECT_WAIT_FIRST_MS,
  RECONNECT_WAIT_MAX_MS,
} from '@wearwire/protocol';

/** The bound in ms of the wait after `waits` earlier ones: it doubles (P-CLI-4). */
export function waitBoundMs(waits: number): number {
  return Math.min(RECONNECT_WAIT_MAX_MS, RECONNECT_WAIT_FIRST_MS * 2 ** waits);
}

/** The same after the server was lost by all: the first wait, and those while it is still away. */
export function massWaitBoundMs(isFirst: boolean): number {
  return isFirst ? RECONNECT_SPREAD_MS : 2 * RECONNECT_SPREAD_MS;
}
