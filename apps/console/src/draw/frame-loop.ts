/**
 * The one loop that draws: everything that moves adds a painter. A hidden tab draws nothing (the browser stops the
 * frames), a paused page neither. Where painting takes longer than a frame has, every nth frame is drawn, and
 * `everyNth` says so.
 */
import { Value } from '../ui/value.js';

/** `nowMs`: the wall clock, ms since 1970. */
export type Painter = (nowMs: number) => void;

/** Of 16.7 ms at 60 frames a second: above the first fewer frames are drawn, below the second more. */
const COST_HIGH_MS = 12;
const COST_LOW_MS = 4;
const NTH_MAX = 8;
/** Weight of the newest frame in the mean. */
const SMOOTHING = 0.05;
/** Frames between two changes, so that the mean can follow. */
const SETTLE_FRAMES = 60;

export class FrameLoop {
  readonly everyNth = new Value(1);
  readonly isPaused = new Value(false);
  readonly #painters = new Set<Painter>();
  #request = 0;
  #frames = 0;
  #changedAtFrame = 0;
  #costMs = 0;

  /** Draws with each frame from now on; returns what ends it. */
  add(painter: Painter): () => void {
    this.#painters.add(painter);
    if (this.#request === 0) this.#request = requestAnimationFrame(this.#frame);
    return () => this.#painters.delete(painter);
  }

  stop(): void {
    cancelAnimationFrame(this.#request);
    this.#painters.clear();
    this.#request = 0;
  }

  readonly #frame = (): void => {
    this.#request = this.#painters.size > 0 ? requestAnimationFrame(this.#frame) : 0;
    this.#frames++;
    if (this.isPaused.current || this.#frames % this.everyNth.current !== 0) return;
    const startMs = performance.now();
    const nowMs = Date.now();
    for (const paint of this.#painters) paint(nowMs);
    this.#adapt(performance.now() - startMs);
  };

  #adapt(costMs: number): void {
    this.#costMs += SMOOTHING * (costMs - this.#costMs);
    if (this.#frames - this.#changedAtFrame < SETTLE_FRAMES) return;
    const nth = this.everyNth.current;
    const costPerFrameMs = this.#costMs / nth;
    if (costPerFrameMs > COST_HIGH_MS && nth < NTH_MAX) this.#draw(nth + 1);
    else if (nth > 1 && this.#costMs / (nth - 1) < COST_LOW_MS) this.#draw(nth - 1);
  }

  #draw(everyNth: number): void {
    this.#changedAtFrame = this.#frames;
    this.everyNth.current = everyNth;
  }
}
