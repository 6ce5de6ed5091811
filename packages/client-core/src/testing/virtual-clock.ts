/** A clock that stands still until it is advanced: timers run in order of time, promises settle in between. */
import type { Clock, TimerHandle } from '../clock.js';

interface Timer {
  atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** More turns than any chain of promises in the clients takes. */
const MICROTASK_TURNS = 30;

/** Lets everything that waits for a promise alone go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < MICROTASK_TURNS; turn++) await Promise.resolve();
}

/** A clock for tests, at 0 ms to begin with: only `advance` moves it. */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #nowMs = 0;
  #order = 0;

  /** Timers that wait: 0 when nothing is left running. */
  get pendingTimers(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#nowMs;
  }

  setTimeout(callback: () => void, delayMs: number): TimerHandle {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(handle: TimerHandle): void {
    this.#timers.delete(handle as Timer);
  }

  /** Moves on by so many ms while the device sleeps: timers wait for their time awake. */
  sleep(byMs: number): void {
    this.#nowMs += byMs;
    const timers = [...this.#timers];
    for (const timer of timers) timer.atMs += byMs;
  }

  /** Moves on by so many ms, running what is due on the way. */
  async advance(byMs: number): Promise<void> {
    const untilMs = this.#nowMs + byMs;
    await settle();
    for (let timer = this.#next(untilMs); timer; timer = this.#next(untilMs)) {
      this.#timers.delete(timer);
      this.#nowMs = timer.atMs;
      timer.callback();
      await settle();
    }
    this.#nowMs = untilMs;
  }

  #next(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.atMs > untilMs) continue;
      if (!next || timer.atMs < next.atMs || (timer.atMs === next.atMs && timer.order < next.order))
        next = timer;
    }
    return next;
  }
}
