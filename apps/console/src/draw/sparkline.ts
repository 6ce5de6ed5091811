/** The last minutes of one channel as a line without axes. */
import { currentPalette } from './palette.js';
import type { PointRing } from './point-ring.js';
import { padded } from './scale.js';
import { clearedSurface } from './surface.js';

const INSET_PX = 3;

export interface Sparkline {
  readonly points: PointRing;
  readonly windowMs: number;
  /** Minimum range of the axis; a smaller range of values does not fill the height. */
  readonly spanMin: number;
  /** A longer pause breaks the line. */
  readonly gapMs: number;
}

export function drawSparkline(canvas: HTMLCanvasElement, line: Sparkline, nowMs: number): void {
  const surface = clearedSurface(canvas);
  if (surface === undefined) return;
  const { context, width, height } = surface;
  const { points, windowMs, gapMs, spanMin } = line;
  const from = points.indexFrom(nowMs - windowMs);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = from; i < points.size; i++) {
    low = Math.min(low, points.valueAt(i));
    high = Math.max(high, points.valueAt(i));
  }
  if (low > high) return;
  const range = padded({ low, high }, spanMin);
  const x = (atMs: number) => width - ((nowMs - atMs) / windowMs) * width;
  const y = (value: number) =>
    height - INSET_PX - ((value - range.low) / (range.high - range.low)) * (height - 2 * INSET_PX);
  context.strokeStyle = currentPalette().trace;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.beginPath();
  let lastMs = Number.NEGATIVE_INFINITY;
  for (let i = from; i < points.size; i++) {
    const atMs = points.timeAt(i);
    if (atMs - lastMs > gapMs) context.moveTo(x(atMs), y(points.valueAt(i)));
    // With round ends, a point between two gaps is a dot.
    context.lineTo(x(atMs), y(points.valueAt(i)));
    lastMs = atMs;
  }
  context.stroke();
}
