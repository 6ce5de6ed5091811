/** The freshness of a reading. An old number must never look like a live one. */
export type Freshness = 'live' | 'quiet' | 'gone';

const QUIET_AFTER_MS = 6_000;
export const GONE_AFTER_MS = 15_000;

export function freshnessOf(lastAtMs: number, nowMs: number): Freshness {
  const ageMs = nowMs - lastAtMs;
  if (ageMs > GONE_AFTER_MS) return 'gone';
  return ageMs > QUIET_AFTER_MS ? 'quiet' : 'live';
}

/** `live`, `quiet for 8 s`, `gone for 2 min`. */
export function freshnessText(lastAtMs: number, nowMs: number): string {
  const freshness = freshnessOf(lastAtMs, nowMs);
  return freshness === 'live' ? 'live' : `${freshness} for ${ageText(nowMs - lastAtMs)}`;
}

function ageText(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
