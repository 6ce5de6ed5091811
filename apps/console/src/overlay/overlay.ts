/**
 * A separate page for browser sources of video programs: one user's heart rate on a transparent background. The secret
 * of the link gives access only to this number. It is the fragment of the address, which browsers do not send with a
 * request for the page.
 */
import { GONE_AFTER_MS } from '../live/freshness.js';

const POLL_EVERY_MS = 1_000;
const LINK_ENDED = 'This link has expired or was revoked.';

interface OverlayResponse {
  /** The newest heart rate of the user, if the broker has one. */
  readonly bpm?: number;
  readonly ageMs?: number;
}

const overlay = elementOf('overlay');
const secret = location.hash.slice(1);
/** When the broker received the shown heart rate, by `performance.now()`. */
let receivedAtMs = Number.NEGATIVE_INFINITY;

function elementOf(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

function show(bpm: number | undefined): void {
  elementOf('bpm').textContent = bpm === undefined ? '–' : String(Math.round(bpm));
  overlay.toggleAttribute('data-live', bpm !== undefined && bpm > 0);
  if (bpm) overlay.style.setProperty('--beat', `${(60 / bpm).toFixed(2)}s`);
}

/** Returns whether to poll again. */
async function poll(): Promise<boolean> {
  const response = await fetch('/console/overlay', {
    headers: { 'wearwire-overlay': secret },
    redirect: 'error',
  }).catch(() => undefined);
  if (response?.status === 403) {
    show(undefined);
    elementOf('problem').textContent = LINK_ENDED;
    return false;
  }
  if (response?.ok) {
    const { bpm, ageMs = 0 } = (await response.json()) as OverlayResponse;
    if (bpm !== undefined && ageMs <= GONE_AFTER_MS) {
      receivedAtMs = performance.now() - ageMs;
      show(bpm);
    }
  }
  // Even if the broker does not respond, an old number must not look like a live one.
  if (performance.now() - receivedAtMs > GONE_AFTER_MS) show(undefined);
  return true;
}

async function run(): Promise<void> {
  while (await poll()) await new Promise((resolve) => setTimeout(resolve, POLL_EVERY_MS));
}

void run();
