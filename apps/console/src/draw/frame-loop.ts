/**
 * The one loop that draws: everything that moves adds a painter. A hidden tab draws nothing (the browser stops the
 * frames), a paused page neither. Where painting takes longer than a frame has, only every nth frame is drawn. The
 * browser also gives fewer frames by itself if layout or its own drawing is slow: `framesPerSecond` is the rate that
 * results from both.
 */
import { Value } from '../ui/value.js';

/** `nowMs`: the wall clock, ms since 1970. */
export type Painter = (nowMs: number) => void;

/** From here on the page is said to be smooth: measured rates vary by some frames. */
const FULL_RATE = 55;
const STALL_MAX_MS = 5_000;
/** Of 16.7 ms at 60 frames a second: above the first fewer frames are drawn, below the second more. */
const COST_HIGH_MS = 12;
const COST_LOW_MS = 4;
const NTH_MAX = 8;
/** Weight of the newest frame in the mean. */
const SMOOTHING = 0.05;
/** Frames between two changes, so that the mean can follow. */
const SETTLE_FRAMES = 60;

export class FrameLoop {
  /** Frames drawn per second if they are fewer than a screen of 60 Hz shows, otherwise undefined. */
  readonly framesPerSecond = new Value<number | undefined>(undefined);
  readonly isPaused = new Value(false);
  readonly #painters = new Set<Painter>();
  #request = 0;
  #frames = 0;
  #changedAtFrame = 0;
  #costMs = 0;
  #everyNth = 1;
  /** When the second of which frames are counted began. */
  #secondMs = 0;
  #drawn = 0;

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

  readonly #frame = (frameMs: number): void => {
    this.#request = this.#painters.size > 0 ? requestAnimationFrame(this.#frame) : 0;
    this.#frames++;
    if (this.isPaused.current) return this.#beginSecond(frameMs);
    this.#measure(frameMs);
    if (this.#frames % this.#everyNth !== 0) return;
    this.#drawn++;
    const startMs = performance.now();
    const nowMs = Date.now();
    for (const paint of this.#painters) paint(nowMs);
    this.#adapt(performance.now() - startMs);
  };

  /** Counts the frames drawn in each second. */
  #measure(frameMs: number): void {
    const elapsedMs = frameMs - this.#secondMs;
    if (elapsedMs < 1_000) return;
    // A longer time holds a hidden tab or a loop that was stopped.
    if (elapsedMs < STALL_MAX_MS) {
      const rate = Math.round((1_000 * this.#drawn) / elapsedMs);
      this.framesPerSecond.current = rate < FULL_RATE ? rate : undefined;
    }
    this.#beginSecond(frameMs);
  }

  #beginSecond(frameMs: number): void {
    this.#secondMs = frameMs;
    this.#drawn = 0;
  }

  #adapt(costMs: number): void {
    this.#costMs += SMOOTHING * (costMs - this.#costMs);
    if (this.#frames - this.#changedAtFrame < SETTLE_FRAMES) return;
    const nth = this.#everyNth;
    const costPerFrameMs = this.#costMs / nth;
    if (costPerFrameMs > COST_HIGH_MS && nth < NTH_MAX) this.#draw(nth + 1);
    else if (nth > 1 && this.#costMs / (nth - 1) < COST_LOW_MS) this.#draw(nth - 1);
  }

  #draw(everyNth: number): void {
    this.#changedAtFrame = this.#frames;
    this.#everyNth = everyNth;
  }
}
