/** Shows the state of the connection to the broker as text. */
import type { LinkStatus, Monitor } from '../broker/monitor.js';
import { usePolled } from '../ui/use-polled.js';
import { useValue } from '../ui/value.js';

/** Interval between two updates of the time until the next attempt. */
const COUNTDOWN_EVERY_MS = 500;

export function LinkState({ monitor }: { readonly monitor: Monitor }) {
  const status = useValue(monitor.status);
  const nowMs = usePolled(() => performance.now(), COUNTDOWN_EVERY_MS, status.kind === 'waiting');
  return (
    <p class={`link-state ${status.kind}`} role="status" title={titleOf(status)}>
      <span class="dot" aria-hidden="true" />
      <span class="ellipsis">{textOf(status, nowMs)}</span>
    </p>
  );
}

function titleOf(status: LinkStatus): string {
  return status.kind === 'waiting' || status.kind === 'refused' ? status.why : '';
}

function textOf(status: LinkStatus, nowMs: number): string {
  switch (status.kind) {
    case 'connecting':
      return 'Connecting…';
    case 'live':
      return 'Connected';
    case 'offline':
      return 'This device is offline';
    case 'refused':
      return 'Signed out';
    case 'waiting': {
      const seconds = Math.ceil((status.untilMs - nowMs) / 1_000);
      const next = seconds > 0 ? `retrying in ${seconds} s` : 'retrying…';
      return `Disconnected (${status.why}); ${next}`;
    }
  }
}
