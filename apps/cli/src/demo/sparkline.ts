/** Renders numbers as a row of bars. Pure. */

const BARS = '▁▂▃▄▅▆▇█';

/**
 * Renders the last `width` values, the newest on the right. The height covers the range of the values, but at least
 * `spanMin`, so that small changes look small.
 */
export function sparkline(values: readonly number[], width: number, spanMin: number): string {
  const shown = values.slice(-width);
  if (shown.length === 0) return '';
  const low = Math.min(...shown);
  const high = Math.max(...shown);
  const span = Math.max(high - low, spanMin);
  const floor = (low + high - span) / 2;
  return shown
    .map(
      (value) =>
        BARS[Math.min(BARS.length - 1, Math.floor(((value - floor) / span) * BARS.length))],
    )
    .join('');
}
