/** How long to wait before the next attempt: full jitter under a bound that doubles (P-CLI-4). */
import { PEER_LIMITS } from '@wearwire/protocol';

/** The bound in ms of the wait after `waits` earlier ones. */
export function waitBoundMs(waits: number): number {
  const first = PEER_LIMITS.reconnectWaitFirstMs.default;
  return Math.min(PEER_LIMITS.reconnectWaitMaxMs.default, first * 2 ** waits);
}
