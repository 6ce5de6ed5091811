/**
 * An ECG as on a patient monitor: 25 mm/s and 10 mm/mV on a millimetre grid. The trace restarts at the left edge, and a
 * moving gap separates new samples from old ones.
 *
 * Samples arrive in packets; they are played at their sample rate, slightly delayed, so that the trace moves evenly.
 * Each frame draws only the new samples; earlier ones remain on the canvas.
 */
import { currentPalette, type Palette } from './palette.js';
import type { SampleRing } from './sample-ring.js';
import { type Surface, surfaceOf } from './surface.js';

/** CSS pixels per millimetre: 96 per inch. */
const PX_PER_MM = 96 / 25.4;
const PX_PER_SECOND = 25 * PX_PER_MM;
const PX_PER_MV = 10 * PX_PER_MM;
const GAP_PX = 14;
/** If the trace is further behind the newest sample than this, it jumps. */
const BEHIND_MAX_S = 2.5;
/** If the trace is further behind than this, it is played faster by `SPEED_UP`, to keep the delay near one second. */
const BEHIND_NORMAL_S = 1.2;
const SPEED_UP = 1.05;

export class EcgSweep {
  /** Number of the next sample to play, with a fractional part. */
  #played = -1;
  #paintedAtMs = 0;
  /** Number of the next sample to draw, and its position. */
  #drawn = 0;
  #x = 0;
  /** The grid alone, at the resolution of the canvas. */
  readonly #grid = document.createElement('canvas');
  #palette: Palette | undefined;

  draw(canvas: HTMLCanvasElement, samples: SampleRing, ratePerSecond: number, nowMs: number): void {
    const surface = surfaceOf(canvas);
    if (surface === undefined) return;
    const isNew = this.#renewGrid(canvas, surface);
    if (isNew) this.#clear(surface, 0, surface.width);
    if (samples.end === 0 || !(ratePerSecond > 0)) return;
    const hasJumped = this.#play(samples, ratePerSecond, nowMs);
    const end = Math.floor(this.#played);
    const step = PX_PER_SECOND / ratePerSecond;
    if (isNew || hasJumped) this.#restart(end, samples, surface, step);
    this.#drawTo(end, samples, surface, step);
  }

  /** Returns whether the trace has jumped to another position. */
  #play(samples: SampleRing, ratePerSecond: number, nowMs: number): boolean {
    // At most one second, because the last frame may be long ago.
    const passedS = Math.min(1, (nowMs - this.#paintedAtMs) / 1_000);
    this.#paintedAtMs = nowMs;
    const behindS = (samples.end - this.#played) / ratePerSecond;
    const hasJumped = this.#played < samples.start || behindS > BEHIND_MAX_S;
    if (hasJumped) this.#played = Math.max(samples.start, samples.end - ratePerSecond);
    const speed = behindS > BEHIND_NORMAL_S ? SPEED_UP : 1;
    this.#played = Math.min(samples.end, this.#played + passedS * ratePerSecond * speed);
    return hasJumped;
  }

  /** Clears the canvas and goes back by as many samples as fit on it, so that the next drawing fills it. */
  #restart(end: number, samples: SampleRing, surface: Surface, step: number): void {
    this.#clear(surface, 0, surface.width);
    const fitting = Math.floor((surface.width - GAP_PX) / step);
    this.#drawn = Math.max(samples.start, end - fitting);
  }

  #drawTo(end: number, samples: SampleRing, surface: Surface, step: number): void {
    if (end <= this.#drawn) return;
    const { context, width, height } = surface;
    this.#clear(surface, this.#x + 1, (end - this.#drawn) * step + GAP_PX);
    context.strokeStyle = currentPalette().series[0];
    context.lineWidth = 1.6;
    context.lineJoin = 'round';
    context.lineCap = 'round';
    context.beginPath();
    const yOf = (number: number) => height / 2 - samples.at(number) * PX_PER_MV;
    // Start at the last drawn sample, unless it is at the other edge.
    let isPenUp = this.#drawn === samples.start || this.#x < step;
    if (!isPenUp) context.moveTo(this.#x - step, yOf(this.#drawn - 1));
    for (; this.#drawn < end; this.#drawn++) {
      if (isPenUp) context.moveTo(this.#x, yOf(this.#drawn));
      else context.lineTo(this.#x, yOf(this.#drawn));
      this.#x += step;
      isPenUp = this.#x >= width;
      if (isPenUp) this.#x -= width;
    }
    context.stroke();
  }

  /** Replaces the trace with the grid from `left` on, wrapping at the right edge. */
  #clear(surface: Surface, left: number, span: number): void {
    const { width } = surface;
    this.#restoreGrid(surface, left, Math.min(span, width - left));
    if (left + span > width) this.#restoreGrid(surface, 0, Math.min(left + span - width, width));
  }

  /** Copies whole pixels of the canvas, because fractions would leave remains of the trace. */
  #restoreGrid({ context, width }: Surface, left: number, span: number): void {
    const grid = this.#grid;
    const scale = grid.width / width;
    const from = Math.max(0, Math.floor(left * scale));
    const to = Math.min(grid.width, Math.ceil((left + span) * scale));
    if (to <= from) return;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(from, 0, to - from, grid.height);
    context.drawImage(grid, from, 0, to - from, grid.height, from, 0, to - from, grid.height);
    context.restore();
  }

  /** Draws the grid if the size or the theme has changed; returns whether it did. */
  #renewGrid({ width, height }: HTMLCanvasElement, surface: Surface): boolean {
    const grid = this.#grid;
    const palette = currentPalette();
    if (grid.width === width && grid.height === height && this.#palette === palette) return false;
    this.#palette = palette;
    grid.width = width;
    grid.height = height;
    const context = grid.getContext('2d');
    if (context === null) return false;
    context.scale(width / surface.width, height / surface.height);
    drawGrid(context, surface, palette);
    return true;
  }
}

function drawGrid(
  context: CanvasRenderingContext2D,
  { width, height }: Surface,
  { grid, gridStrong }: Palette,
): void {
  const middle = height / 2;
  for (const [everyMm, colour] of [
    [1, grid],
    [5, gridStrong],
  ] as const) {
    const step = everyMm * PX_PER_MM;
    context.strokeStyle = colour;
    context.lineWidth = everyMm === 1 ? 0.5 : 0.75;
    context.beginPath();
    for (let x = 0; x <= width; x += step) {
      context.moveTo(x, 0);
      context.lineTo(x, height);
    }
    for (let y = middle % step; y <= height; y += step) {
      context.moveTo(0, y);
      context.lineTo(width, y);
    }
    context.stroke();
  }
}
