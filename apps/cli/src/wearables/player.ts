/**
 * Plays tracks by the clock: each cue when its time has come, in ascending order within a track. One timer
 * for all, so that ten thousand tracks cost one timer and a walk.
 */
import type { Cue, Track } from './track.js';

/** How late a cue may be. */
const TICK_MS = 10;

export interface PlayerOptions {
  /** Times as fast as life; default 1. */
  readonly speed?: number;
  /** Monotonic, in ms. */
  readonly now?: () => number;
}

interface Part {
  readonly track: Track;
  readonly startMs: number;
  readonly play: (cue: Cue) => void;
  next: Cue;
}

export class Player {
  readonly #speed: number;
  readonly #now: () => number;
  #parts: Part[] = [];

  constructor({ speed = 1, now = () => performance.now() }: PlayerOptions = {}) {
    this.#speed = speed;
    this.#now = now;
  }

  /** `startMs`: when the track begins, in ms of its own time after the player's start. */
  add(track: Track, startMs: number, play: (cue: Cue) => void): void {
    const first = track.next();
    if (!first.done) this.#parts.push({ track, startMs, play, next: first.value });
  }

  /** Whether every track has come to its end. */
  get isOver(): boolean {
    return this.#parts.length === 0;
  }

  /** Plays all that is due `elapsedMs` after the start, by the player's own time. */
  advance(elapsedMs: number): void {
    let hasEnded = false;
    for (const part of this.#parts) {
      while (part.next.atMs + part.startMs <= elapsedMs) {
        part.play(part.next);
        const following = part.track.next();
        part.next = following.done ? NEVER : following.value;
        hasEnded ||= following.done === true;
      }
    }
    if (hasEnded) this.#parts = this.#parts.filter(({ next }) => next !== NEVER);
  }

  /** Resolves when every track is over, or the signal is aborted. */
  run(signal: AbortSignal): Promise<void> {
    const startedAt = this.#now();
    return new Promise((resolve) => {
      const end = (): void => {
        clearInterval(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setInterval(() => {
        this.advance((this.#now() - startedAt) * this.#speed);
        if (this.isOver) end();
      }, TICK_MS);
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
    });
  }
}

const NEVER: Cue = { atMs: Number.POSITIVE_INFINITY, emission: { type: '', reading: { d: [] } } };
