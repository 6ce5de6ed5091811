/**
 * Plays tracks in real time: each cue when it is due, in ascending order within a track. All tracks share one timer,
 * so that ten thousand tracks need little CPU.
 */
import type { Cue, Track } from './track.js';

/** Interval of the timer; also the maximum delay of a cue. */
const TICK_MS = 10;

export interface PlayerOptions {
  /** Playback speed; default 1. */
  readonly speed?: number;
  /** Monotonic time in ms. */
  readonly now?: () => number;
}

interface ActiveTrack {
  readonly track: Track;
  readonly startMs: number;
  readonly play: (cue: Cue) => void;
  next: Cue;
}

export class Player {
  readonly #speed: number;
  readonly #now: () => number;
  #activeTracks: ActiveTrack[] = [];

  constructor({ speed = 1, now = () => performance.now() }: PlayerOptions = {}) {
    this.#speed = speed;
    this.#now = now;
  }

  /** `startMs`: time of the track's start after the player's start, in ms of playback time. */
  add(track: Track, startMs: number, play: (cue: Cue) => void): void {
    const first = track.next();
    if (!first.done) this.#activeTracks.push({ track, startMs, play, next: first.value });
  }

  /** Whether every track has ended. */
  get isOver(): boolean {
    return this.#activeTracks.length === 0;
  }

  /** Plays all cues that are due `elapsedMs` of playback time after the start. */
  advance(elapsedMs: number): void {
    let hasEnded = false;
    for (const active of this.#activeTracks) {
      while (active.next.atMs + active.startMs <= elapsedMs) {
        active.play(active.next);
        const following = active.track.next();
        active.next = following.done ? NEVER : following.value;
        hasEnded ||= following.done === true;
      }
    }
    if (hasEnded) this.#activeTracks = this.#activeTracks.filter(({ next }) => next !== NEVER);
  }

  /** Resolves when every track has ended or the signal is aborted. */
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

/** The next cue of a track that has ended. */
const NEVER: Cue = { atMs: Number.POSITIVE_INFINITY, emission: { type: '', reading: { d: [] } } };
