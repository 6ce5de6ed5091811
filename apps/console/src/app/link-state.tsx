/** Shows the state of the connection to the broker as text. */
import { useEffect, useState } from 'preact/hooks';
import type { LinkStatus, Monitor } from '../broker/monitor.js';
import { useValue } from '../ui/value.js';

export function LinkState({ monitor }: { readonly monitor: Monitor }) {
  const status = useValue(monitor.status);
  const nowMs = useNow(status.kind === 'waiting');
  return (
    <p class={`link-state ${status.kind}`} role="status" title={titleOf(status)}>
      <span class="dot" aria-hidden="true" />
      <span class="ellipsis">{textOf(status, nowMs)}</span>
    </p>
  );
}

/** Returns `performance.now()`, updated every half second while it is needed. */
function useNow(isNeeded: boolean): number {
  const [nowMs, setNowMs] = useState(performance.now());
  useEffect(() => {
    if (!isNeeded) return;
    setNowMs(performance.now());
    const timer = setInterval(() => setNowMs(performance.now()), 500);
    return () => clearInterval(timer);
  }, [isNeeded]);
  return nowMs;
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
