/** CPU use and event-loop delay of a generator process over a window. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { nowUs } from '../clock.js';

const RESOLUTION_MS = 5;

/** Sent between processes. */
export interface Usage {
  readonly cpuUs: number;
  readonly elapsedUs: number;
  readonly loopDelayP99Us: number;
}

export class UsageMeter {
  readonly #delay: IntervalHistogram | undefined;
  #cpu = process.cpuUsage();
  #startUs = nowUs();
  #result: Usage | undefined;
  #timers: NodeJS.Timeout[] = [];

  /** `watchesLoop`: `false` for producers, whose event loop sleeps on purpose; their delay is reported as 0. */
  constructor(watchesLoop: boolean) {
    this.#delay = watchesLoop ? monitorEventLoopDelay({ resolution: RESOLUTION_MS }) : undefined;
    this.#delay?.enable();
  }

  /** Schedules a window between two values of `nowUs`; the end may be `Infinity`. */
  schedule(fromUs: number, toUs: number): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#result = undefined;
    this.#timers = [at(fromUs, () => this.#start())];
    if (toUs < Infinity) this.#timers.push(at(toUs, () => this.#end()));
  }

  /** Returns the use over the window. The window ends now if it has not ended yet. */
  read(): Usage {
    return this.#result ?? this.#end();
  }

  #start(): void {
    this.#cpu = process.cpuUsage();
    this.#startUs = nowUs();
    this.#delay?.reset();
  }

  #end(): Usage {
    const { user, system } = process.cpuUsage(this.#cpu);
    // Node reports the time between two ticks; subtract the tick interval to get the delay.
    const p99Us = (this.#delay?.percentile(99) ?? 0) / 1e3 - RESOLUTION_MS * 1e3;
    this.#result = {
      cpuUs: user + system,
      elapsedUs: nowUs() - this.#startUs,
      loopDelayP99Us: Math.max(0, Math.round(p99Us)),
    };
    return this.#result;
  }
}

function at(timeUs: number, run: () => void): NodeJS.Timeout {
  return setTimeout(run, Math.max(0, timeUs - nowUs()) / 1e3);
}
