/**
 * Everything that a scenario uses in one run: the running target, the generator, the meter, and
 * `measurePhase`, which applies a load for a warm-up and a measured window and then waits until all events have arrived.
 */
import { orAborted, sleep } from './abortable.js';
import { nowUs } from './clock.js';
import type { Generator } from './generator/generator.js';
import type { GeneratorReport } from './generator/generator-report.js';
import type { OpenResult } from './generator/open-clients.js';
import type { Schedule } from './load/schedule.js';
import { ServerMeter, type ServerReading } from './measure/server-meter.js';
import type { RunningTarget, Target } from './target.js';

export type Load =
  | { readonly loop: 'closed'; readonly window: number; readonly producers?: readonly number[] }
  | {
      readonly loop: 'open';
      readonly schedule: Schedule;
      readonly producers?: readonly number[];
    };

/** A load and the length of its measurement. */
export interface PhaseOptions {
  readonly load: Load;
  readonly warmUpMs: number;
  /** Length of the measured window; `until` ends windows of unknown length. */
  readonly durationMs?: number;
  /** Called at the start of the window, concurrently with the load. Without `durationMs`, the window ends with it. */
  readonly until?: (fromUs: number) => Promise<void>;
  /** Called after sending has stopped, before the last events are awaited. */
  readonly afterWindow?: () => Promise<void>;
  /** Consumers whose event-loop delay decides whether the run is valid. Default: all. */
  readonly delayCheckedConsumers?: readonly number[];
  /** The phase ends when all events have arrived, or when none has arrived for this long. */
  readonly idleTimeoutMs?: number;
}

/** One measured window. */
export interface Phase {
  readonly loop: 'open' | 'closed' | 'none';
  readonly seconds: number;
  readonly report: GeneratorReport;
  readonly server: ServerReading | undefined;
  /** The highest p99 of the event-loop delay among the processes of the checked consumers. */
  readonly loopDelayP99Us: number;
  /** CPU seconds of this process, which does not handle events. */
  readonly ownCpuS: number;
}

/** Progress shown on the terminal. */
export interface StepProgress {
  readonly step: string;
  readonly deliveredPerS?: number;
}

/** Time from the commands to the start of the load, so that every process is ready at the start. */
const LEAD_US = 200_000;
/** Interval of samples and of the progress line. */
const INTERVAL_MS = 1_000;
const IDLE_TIMEOUT_MS = 5_000;
const SERIES_INTERVALS_MAX = 300;
/** `preload` stops sending if the server delivers nothing for this many idle timeouts. */
const STALLS = 3;

/** One run of a scenario over one target. Methods throw the signal's reason when the run is stopped. */
export class ScenarioContext {
  readonly target: Target;
  readonly running: RunningTarget;
  readonly generator: Generator;
  readonly meter: ServerMeter;
  readonly #signal: AbortSignal;
  readonly #onProgress: (progress: StepProgress) => void;

  constructor(options: {
    readonly target: Target;
    readonly running: RunningTarget;
    readonly generator: Generator;
    readonly signal: AbortSignal;
    readonly onProgress: (progress: StepProgress) => void;
  }) {
    this.target = options.target;
    this.running = options.running;
    this.generator = options.generator;
    this.#signal = options.signal;
    this.#onProgress = options.onProgress;
    this.meter = new ServerMeter(() => this.running.pids());
  }

  reportStep(step: string): void {
    this.#signal.throwIfAborted();
    this.#onProgress({ step });
  }

  /** Rejects with the signal's reason when the run is stopped. */
  sleep(ms: number): Promise<void> {
    return sleep(ms, this.#signal);
  }

  /** Opens every client of the layout, consumers first. Throws if one could not be opened. */
  async openAll(): Promise<void> {
    this.reportStep('connecting');
    throwOnFailure(await this.generator.openConsumers());
    throwOnFailure(await this.generator.openProducers());
  }

  /** Fills the log: sends `eventsEach` events per producer without measuring. */
  async preload(
    eventsEach: number,
    window: number,
    options: { readonly producers?: readonly number[]; readonly idleTimeoutMs?: number } = {},
  ): Promise<void> {
    const { producers, idleTimeoutMs = IDLE_TIMEOUT_MS } = options;
    const load = { window, eventsEach, ...(producers && { numbers: producers }) };
    const watch = this.#stopWithoutProgress(idleTimeoutMs * STALLS);
    try {
      await this.#watched('filling', this.generator.sendClosed(load));
    } finally {
      clearInterval(watch);
    }
    await this.generator.settle(idleTimeoutMs);
  }

  /**
   * Stops a closed loop, which waits for deliveries, if none arrives for `stallTimeoutMs`. The missing events then
   * count as lost.
   */
  #stopWithoutProgress(stallTimeoutMs: number): NodeJS.Timeout {
    let before = -1;
    let lastProgressMs = performance.now();
    const checkProgress = async (): Promise<void> => {
      const checked = await this.generator.checked();
      const nowMs = performance.now();
      if (checked !== before) lastProgressMs = nowMs;
      before = checked;
      if (nowMs - lastProgressMs > stallTimeoutMs) await this.generator.stopSending();
    };
    return setInterval(() => void checkProgress().catch(() => {}), INTERVAL_MS);
  }

  /** Applies a load for a warm-up and a measured window, then waits for the last events. */
  async measurePhase(options: PhaseOptions): Promise<Phase> {
    const { load, warmUpMs, durationMs, until, idleTimeoutMs = IDLE_TIMEOUT_MS } = options;
    const startUs = nowUs() + LEAD_US;
    const fromUs = startUs + warmUpMs * 1e3;
    const toUs = durationMs === undefined ? Infinity : fromUs + durationMs * 1e3;
    const sending = this.#send(load, startUs, toUs);
    // Awaited below; this prevents an unhandled rejection until then.
    sending.catch(() => {});
    const intervalUs =
      INTERVAL_MS *
      1e3 *
      Math.max(1, Math.ceil((durationMs ?? 0) / INTERVAL_MS / SERIES_INTERVALS_MAX));
    await this.generator.startWindow({ fromUs, toUs, intervalUs });
    await this.#watched('warming up', this.sleep((fromUs - nowUs()) / 1e3));
    const ownCpuS = await this.#meter(intervalUs / 1e3, () => {
      const ends = [until?.(fromUs), durationMs && this.sleep((toUs - nowUs()) / 1e3)];
      return this.#watched('measuring', Promise.all(ends));
    });
    const endUs = Math.min(nowUs(), toUs);
    if (durationMs === undefined) await this.generator.endWindow(endUs);
    const seconds = (endUs - fromUs) / 1e6;
    await this.generator.stopSending();
    await sending;
    await options.afterWindow?.();
    this.reportStep('waiting for the last events');
    await this.generator.settle(idleTimeoutMs);
    const report = await this.generator.report();
    return {
      loop: load.loop,
      seconds,
      report,
      loopDelayP99Us: loopDelayOf(report, options.delayCheckedConsumers),
      server: this.meter.read(),
      ownCpuS,
    };
  }

  /** Measures a window in which nothing is sent. */
  async measureIdlePhase(durationMs: number): Promise<Phase> {
    const fromUs = nowUs();
    const toUs = fromUs + durationMs * 1e3;
    await this.generator.startWindow({ fromUs, toUs, intervalUs: INTERVAL_MS * 1e3 });
    this.reportStep('idle');
    const ownCpuS = await this.#meter(INTERVAL_MS, () => this.sleep(durationMs));
    return {
      loop: 'none',
      seconds: durationMs / 1e3,
      report: await this.generator.report(),
      loopDelayP99Us: 0,
      server: this.meter.read(),
      ownCpuS,
    };
  }

  /** Samples the server while `work` runs. Returns the CPU seconds of this process. */
  async #meter(intervalMs: number, work: () => Promise<unknown>): Promise<number> {
    const before = process.cpuUsage();
    this.meter.start(intervalMs);
    await work();
    this.meter.stop();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  }

  #send(load: Load, startUs: number, toUs: number): Promise<void> {
    const numbers = load.producers === undefined ? {} : { numbers: load.producers };
    if (load.loop === 'closed') {
      return this.generator.sendClosed({ ...numbers, window: load.window, eventsEach: Infinity });
    }
    return this.generator.sendOpen({ ...numbers, schedule: load.schedule, startUs, endUs: toUs });
  }

  /** Reports the delivery rate once a second while `work` runs. */
  async #watched<T>(step: string, work: Promise<T>): Promise<T> {
    this.reportStep(step);
    let before = await this.generator.checked();
    let beforeUs = nowUs();
    let isDone = false;
    const watch = async (): Promise<void> => {
      const checked = await this.generator.checked();
      const atUs = nowUs();
      if (isDone) return;
      this.#onProgress({ step, deliveredPerS: ((checked - before) * 1e6) / (atUs - beforeUs) });
      before = checked;
      beforeUs = atUs;
    };
    const timer = setInterval(() => void watch().catch(() => {}), INTERVAL_MS);
    try {
      return await orAborted(work, this.#signal);
    } finally {
      isDone = true;
      clearInterval(timer);
    }
  }
}

function loopDelayOf(
  { loopDelaysP99Us }: GeneratorReport,
  consumers: readonly number[] | undefined,
): number {
  const { length } = loopDelaysP99Us;
  const delays =
    consumers?.map((consumer) => loopDelaysP99Us[consumer % length] ?? 0) ?? loopDelaysP99Us;
  return Math.max(0, ...delays);
}

/** Throws a one-line error if a client could not be opened. */
export function throwOnFailure({ failures }: OpenResult): void {
  const [first] = Object.entries(failures);
  if (first !== undefined) {
    throw new Error(`${first[1]} connections could not be opened: ${first[0]}`);
  }
}
