/** A clock that a test advances: timers run in order of time, and promises settle in between. */
import type { Clock, TimerHandle } from '../clock.js';

interface Timer {
  atMs: number;
  readonly order: number;
  readonly callback: () => void;
}

/** More microtasks than any chain of promises in the clients needs. */
const MICROTASK_TURNS = 30;

/** Lets pending promise chains complete. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < MICROTASK_TURNS; turn++) await Promise.resolve();
}

/** A clock for tests that starts at 0 ms and advances only with `advance` and `sleep`. */
export class VirtualClock implements Clock {
  readonly #timers = new Set<Timer>();
  #nowMs = 0;
  #order = 0;

  /** Number of pending timers. */
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

  /** Advances by this many ms as if the device were suspended: timers do not run, and are delayed by the same time. */
  sleep(byMs: number): void {
    this.#nowMs += byMs;
    const timers = [...this.#timers];
    for (const timer of timers) timer.atMs += byMs;
  }

  /** Advances by this many ms and runs the timers that are due. */
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
