/** Lines or dots over a time window, with axes; the current time is at the right edge. */
import { currentPalette } from './palette.js';
import { type Range, ticksOf } from './scale.js';
import { rangeOf, type Sparkline } from './sparkline.js';
import { clearedSurface, type Surface } from './surface.js';

export interface StripChart extends Sparkline {
  readonly style: 'line' | 'dots';
}

const LEFT_PX = 44;
const RIGHT_PX = 8;
const TOP_PX = 8;
const BOTTOM_PX = 20;
/** Approximate distance between two ticks of the vertical axis. */
const TICK_PX = 36;

export function drawStripChart(canvas: HTMLCanvasElement, chart: StripChart, nowMs: number): void {
  const surface = clearedSurface(canvas);
  if (surface === undefined) return;
  const range = rangeOf(chart, nowMs);
  drawAxes(surface, range, chart.windowMs);
  if (range === undefined) return;
  const { context, width, height } = surface;
  context.save();
  context.beginPath();
  context.rect(LEFT_PX, 0, width - LEFT_PX - RIGHT_PX, height - BOTTOM_PX + 2);
  context.clip();
  for (let column = 0; column < chart.points.width; column++) {
    drawSeries(surface, chart, range, column, nowMs);
  }
  context.restore();
}

function yOf({ height }: Surface, { low, high }: Range, value: number): number {
  return TOP_PX + (1 - (value - low) / (high - low)) * (height - TOP_PX - BOTTOM_PX);
}

function drawAxes(surface: Surface, range: Range | undefined, windowMs: number): void {
  const { context, width, height } = surface;
  const { grid, muted } = currentPalette();
  context.lineWidth = 1;
  context.strokeStyle = grid;
  context.fillStyle = muted;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  const plotHeight = height - TOP_PX - BOTTOM_PX;
  context.beginPath();
  for (const tick of range ? ticksOf(range, Math.max(2, plotHeight / TICK_PX)) : []) {
    const y = Math.round(yOf(surface, range as Range, tick)) + 0.5;
    context.moveTo(LEFT_PX, y);
    context.lineTo(width - RIGHT_PX, y);
    context.fillText(labelOf(tick), LEFT_PX - 6, y);
  }
  context.stroke();
  context.textBaseline = 'alphabetic';
  for (const part of [0, 0.5, 1]) {
    const x = LEFT_PX + (1 - part) * (width - LEFT_PX - RIGHT_PX);
    context.textAlign = part === 0 ? 'right' : part === 1 ? 'left' : 'center';
    context.fillText(part === 0 ? 'now' : `−${spanText(windowMs, part)}`, x, height - 5);
  }
}

/** Formats a part of the window, as a fraction; all labels of a window have the same unit. */
function spanText(windowMs: number, part: number): string {
  const seconds = (windowMs / 1_000) * part;
  return windowMs < 120_000 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 6) / 10} min`;
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact' });

function labelOf(tick: number): string {
  const text = Math.abs(tick) >= 10_000 ? compact.format(tick) : String(tick);
  return text.replace('-', '−');
}

function drawSeries(
  surface: Surface,
  { points, windowMs, gapMs, style }: StripChart,
  range: Range,
  column: number,
  nowMs: number,
): void {
  const { context, width } = surface;
  const { series } = currentPalette();
  const perMs = (width - LEFT_PX - RIGHT_PX) / windowMs;
  const colour = series[column % series.length] as string;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 1.75;
  context.lineJoin = 'round';
  context.lineCap = 'round';
  context.beginPath();
  let lastMs = Number.NEGATIVE_INFINITY;
  for (let i = Math.max(0, points.indexFrom(nowMs - windowMs) - 1); i < points.size; i++) {
    const atMs = points.timeAt(i);
    const x = width - RIGHT_PX - (nowMs - atMs) * perMs;
    const y = yOf(surface, range, points.valueAt(i, column));
    if (style === 'dots') {
      context.moveTo(x + 2, y);
      context.arc(x, y, 2, 0, 2 * Math.PI);
    } else {
      if (atMs - lastMs > gapMs) context.moveTo(x, y);
      // With round ends, a point between two gaps is a dot.
      context.lineTo(x, y);
    }
    lastMs = atMs;
  }
  if (style === 'dots') context.fill();
  else context.stroke();
}
