/**
 * The only loop that draws: everything that moves adds a painter. Neither a hidden tab (the browser stops the animation
 * frames) nor a paused page draws.
 *
 * A painter is called in each frame or at its own interval; painters with an interval are spread over the frames, so
 * that a hundred cards do not change in the same frame. If the browser provides too few frames, only every nth is
 * drawn, and intervals are n times as long.
 */
import { Value } from '../ui/value.js';
import { FULL_RATE, PaintPace } from './paint-pace.js';

/** `nowMs`: the wall clock, ms since 1970. */
type Painter = (nowMs: number) => void;

/** A longer time between two frames means that the tab was hidden or the loop was stopped. */
const STALL_MAX_MS = 5_000;
/** The fractional parts of its multiples are spread evenly over 0 to 1 for any count. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

interface Scheduled {
  readonly paint: Painter;
  /** 0: in each drawn frame. */
  readonly intervalMs: number;
  /** Time of the frame from which on the painter is due; negative infinity before the first call. */
  dueMs: number;
  /** Time from the first call to the second one, as a fraction of the interval. */
  readonly phase: number;
}

export class PaintLoop {
  /** The n of “every nth frame is drawn”. */
  readonly everyNth = new Value(1);
  /** Frames per second of the browser if fewer than on a 60 Hz screen, otherwise undefined. */
  readonly framesPerSecond = new Value<number | undefined>(undefined);
  readonly isPaused = new Value(false);
  readonly #painters = new Set<Scheduled>();
  readonly #pace = new PaintPace();
  #added = 0;
  #request = 0;
  #frames = 0;
  /** Start of the second in which frames are counted, and the number of frames before it. */
  #secondMs = 0;
  #framesBefore = 0;
  #lastMs = 0;

  /** Adds a painter; returns a function that removes it. */
  add(paint: Painter, intervalMs = 0): () => void {
    const phase = (++this.#added * GOLDEN_RATIO) % 1;
    const painter = { paint, intervalMs, dueMs: Number.NEGATIVE_INFINITY, phase };
    this.#painters.add(painter);
    if (this.#request === 0) this.#request = requestAnimationFrame(this.#frame);
    return () => this.#painters.delete(painter);
  }

  stop(): void {
    cancelAnimationFrame(this.#request);
    this.#painters.clear();
    this.#request = 0;
  }

  readonly #frame = (frameMs: number): void => {
    this.#request = this.#painters.size > 0 ? requestAnimationFrame(this.#frame) : 0;
    this.#frames++;
    this.#measure(frameMs);
    if (this.isPaused.current || this.#frames % this.everyNth.current !== 0) return;
    const nowMs = Date.now();
    for (const painter of this.#painters) {
      if (frameMs < painter.dueMs) continue;
      this.#schedule(painter, frameMs);
      painter.paint(nowMs);
    }
  };

  #schedule(painter: Scheduled, frameMs: number): void {
    const { dueMs, phase } = painter;
    const intervalMs = painter.intervalMs * this.everyNth.current;
    if (dueMs < frameMs - intervalMs) painter.dueMs = frameMs + phase * intervalMs;
    else painter.dueMs = dueMs + intervalMs;
  }

  /** Counts the frames of each second and adjusts the pace. */
  #measure(frameMs: number): void {
    const isStall = frameMs - this.#lastMs > STALL_MAX_MS;
    this.#lastMs = frameMs;
    const elapsedMs = frameMs - this.#secondMs;
    if (elapsedMs < 1_000 && !isStall) return;
    if (!isStall) {
      const rate = Math.round((1_000 * (this.#frames - this.#framesBefore)) / elapsedMs);
      this.framesPerSecond.current = rate < FULL_RATE ? rate : undefined;
      this.#pace.recordSecond(rate);
      this.everyNth.current = this.#pace.everyNth;
    }
    this.#secondMs = frameMs;
    this.#framesBefore = this.#frames;
  }
}
