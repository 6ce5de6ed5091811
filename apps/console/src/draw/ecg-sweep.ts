/**
 * An ECG as a monitor shows it: 25 mm/s and 10 mm/mV on a millimetre grid, a trace that a moving gap overwrites.
 *
 * Samples come in packets; they are played at their own rate, a little behind the newest, so that the trace moves
 * evenly.
 */
import { currentPalette } from './palette.js';
import type { SampleRing } from './sample-ring.js';
import { type Surface, surfaceOf } from './surface.js';

/** CSS pixels a millimetre: 96 an inch. */
const PX_PER_MM = 96 / 25.4;
const PX_PER_SECOND = 25 * PX_PER_MM;
const PX_PER_MV = 10 * PX_PER_MM;
const GAP_PX = 14;
/** Played further behind the newest sample than this, the trace jumps. */
const BEHIND_MAX_S = 2.5;

export class EcgSweep {
  /** Number of the next sample to play, with its fraction. */
  #played = -1;
  #paintedAtMs = 0;

  draw(canvas: HTMLCanvasElement, samples: SampleRing, ratePerSecond: number, nowMs: number): void {
    const surface = surfaceOf(canvas);
    if (surface === undefined) return;
    drawGrid(surface);
    if (samples.end === 0 || !(ratePerSecond > 0)) return;
    this.#play(samples, ratePerSecond, nowMs);
    drawTrace(surface, samples, ratePerSecond, Math.floor(this.#played));
  }

  #play(samples: SampleRing, ratePerSecond: number, nowMs: number): void {
    const passedS = Math.min(1, (nowMs - this.#paintedAtMs) / 1_000);
    this.#paintedAtMs = nowMs;
    const behindS = (samples.end - this.#played) / ratePerSecond;
    if (this.#played < samples.start || behindS > BEHIND_MAX_S) {
      this.#played = Math.max(samples.start, samples.end - ratePerSecond);
    }
    // A little faster with more than a second in store, so that the delay stays the same.
    const speed = behindS > 1.2 ? 1.05 : 1;
    this.#played = Math.min(samples.end, this.#played + passedS * ratePerSecond * speed);
  }
}

function drawGrid({ context, width, height }: Surface): void {
  const { grid, gridStrong } = currentPalette();
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

function drawTrace(
  surface: Surface,
  samples: SampleRing,
  ratePerSecond: number,
  end: number,
): void {
  const { context, width, height } = surface;
  const perSample = PX_PER_SECOND / ratePerSecond;
  const visible = Math.floor((width - GAP_PX) / perSample);
  context.strokeStyle = currentPalette().trace;
  context.lineWidth = 1.6;
  context.lineJoin = 'round';
  context.beginPath();
  let lastX = Number.POSITIVE_INFINITY;
  for (let number = Math.max(samples.start, end - visible); number < end; number++) {
    const x = (number * perSample) % width;
    const y = height / 2 - samples.at(number) * PX_PER_MV;
    if (x < lastX) context.moveTo(x, y);
    else context.lineTo(x, y);
    lastX = x;
  }
  context.stroke();
}
