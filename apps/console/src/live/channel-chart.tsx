/** The large display of one channel: its newest value and its chart. */
import { useEffect, useRef } from 'preact/hooks';
import { EcgSweep } from '../draw/ecg-sweep.js';
import type { PaintLoop } from '../draw/paint-loop.js';
import { drawPath } from '../draw/path-plot.js';
import { drawStripChart } from '../draw/strip-chart.js';
import { watchSize } from '../draw/surface.js';
import { usePainter } from '../ui/use-painter.js';
import { writeText } from '../ui/write-text.js';
import type { Channel } from './channel.js';
import { freshnessOf, freshnessText } from './freshness.js';
import { nameOf, unitOf } from './reading-names.js';

/** Minimum range of the vertical axis, in the type's unit; 1 for other types. */
const SPANS_MIN = new Map(
  Object.entries({
    HEART_RATE: 20,
    RR_INTERVAL: 100,
    HRV: 20,
    POWER: 50,
    BIKE_CADENCE: 20,
    ACCELERATION: 2,
  }),
);
/** A longer pause breaks the line. */
const SCALAR_GAP_MS = 8_000;
const VECTOR_GAP_MS = 3_000;
/** Interval between two paints of the number. */
const TEXT_EVERY_MS = 200;
/** Interval between two paints of a chart that moves by a few pixels per second. A sweep is painted in each frame. */
const CHART_EVERY_MS = 100;
const AXES = ['x', 'y', 'z', 'w'] as const;

interface ChannelChartProps {
  readonly channel: Channel;
  readonly loop: PaintLoop;
  readonly windowMs: number;
}

export function ChannelChart({ channel, loop, windowMs }: ChannelChartProps) {
  const section = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const value = useRef<HTMLElement>(null);
  const sweep = useRef(new EcgSweep());
  const { kind, type } = channel;
  useEffect(() => (canvas.current ? watchSize(canvas.current) : undefined), [kind]);
  usePainter(
    loop,
    canvas,
    kind === 'waveform' ? 0 : CHART_EVERY_MS,
    (element, nowMs) => draw(element, channel, windowMs, sweep.current, nowMs),
    [channel, windowMs],
  );
  usePainter(
    loop,
    section,
    TEXT_EVERY_MS,
    (_, nowMs) => {
      const isGone = freshnessOf(channel.lastAtMs, nowMs) === 'gone';
      const text = isGone ? freshnessText(channel.lastAtMs, nowMs) : channel.text;
      if (value.current) writeText(value.current, text);
    },
    [channel],
  );
  return (
    <section class={`chart panel ${kind}`} ref={section} aria-label={nameOf(type)}>
      <header>
        <h2>{nameOf(type)}</h2>
        <p class="chart-value">
          <strong ref={value} /> {kind !== 'waveform' && <span class="unit">{unitOf(type)}</span>}
        </p>
      </header>
      {kind !== 'other' && (
        <canvas ref={canvas} role="img" aria-label={`Chart of ${nameOf(type)}`} />
      )}
      <p class="hint">{hintOf(channel)}</p>
      {kind === 'vector' && <Legend count={channel.points?.width ?? 0} />}
    </section>
  );
}

function Legend({ count }: { readonly count: number }) {
  return (
    <ul class="legend">
      {AXES.slice(0, count).map((axis, index) => (
        <li key={axis} class={`series-${(index % 3) + 1}`}>
          {axis}
        </li>
      ))}
    </ul>
  );
}

function hintOf({ kind, isDerived, type }: Channel): string {
  if (isDerived) return 'RMSSD of the last minute, computed by this page from the RR intervals';
  if (kind === 'waveform') return type === 'ECG' ? '25 mm/s, 10 mm/mV' : '';
  return '';
}

function draw(
  canvas: HTMLCanvasElement,
  channel: Channel,
  windowMs: number,
  sweep: EcgSweep,
  nowMs: number,
): void {
  const { kind, points, samples, type } = channel;
  if (kind === 'waveform' && samples) sweep.draw(canvas, samples, channel.rate.perSecond, nowMs);
  else if (kind === 'location' && points) drawPath(canvas, points);
  else if (points) {
    const spanMin = SPANS_MIN.get(type) ?? 1;
    const gapMs = kind === 'vector' ? VECTOR_GAP_MS : SCALAR_GAP_MS;
    const style = type === 'RR_INTERVAL' ? 'dots' : 'line';
    drawStripChart(canvas, { points, windowMs, spanMin, gapMs, style }, nowMs);
  }
}
