/** The last minutes of one channel as a line without axes. */
import { currentPalette } from './palette.js';
import type { PointRing } from './point-ring.js';
import { padded, type Range } from './scale.js';
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
  const { points, windowMs, gapMs } = line;
  const range = rangeOf(line, nowMs);
  if (range === undefined) return;
  const x = (atMs: number) => width - ((nowMs - atMs) / windowMs) * width;
  const y = (value: number) =>
    height - INSET_PX - ((value - range.low) / (range.high - range.low)) * (height - 2 * INSET_PX);
  context.strokeStyle = currentPalette().series[0];
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.beginPath();
  let lastMs = Number.NEGATIVE_INFINITY;
  for (let i = points.indexFrom(nowMs - windowMs); i < points.size; i++) {
    const atMs = points.timeAt(i);
    if (atMs - lastMs > gapMs) context.moveTo(x(atMs), y(points.valueAt(i)));
    // With round ends, a point between two gaps is a dot.
    context.lineTo(x(atMs), y(points.valueAt(i)));
    lastMs = atMs;
  }
  context.stroke();
}

/** Returns the range of the axis for the points in the window; `undefined` if there are none. */
export function rangeOf(
  { points, windowMs, spanMin }: Sparkline,
  nowMs: number,
): Range | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = points.indexFrom(nowMs - windowMs); i < points.size; i++) {
    for (let column = 0; column < points.width; column++) {
      const value = points.valueAt(i, column);
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? undefined : padded({ low, high }, spanMin);
}
