/**
 * Controls the load generator: sends commands to the producer and consumer processes and collects their
 * reports. Client n runs in process n modulo the number of processes. No event passes through here.
 *
 * It has over 250 lines because it has one method for each command.
 */
import { LatencyCounter } from '../measure/latency-counter.js';
import type { Window } from '../measure/recording.js';
import type { Endpoint, WireReference } from '../target.js';
import type { Opening } from '../wire.js';
import { WorkerHandle } from './calls.js';
import type { ConsumerProgress, ConsumerWorker } from './consumer-worker.js';
import { type GeneratorReport, mergeOpenResults, mergeReports } from './generator-report.js';
import type { Layout } from './layout.js';
import type { OpenResult, Pacing } from './open-clients.js';
import type {
  ClosedLoad,
  OpenLoad,
  ProducerWorker,
  ReconnectOptions,
  UncertainRange,
} from './producer-worker.js';
import type { WorkerSpec } from './worker-main.js';

type ProducerHandle = WorkerHandle<ProducerWorker['calls']>;
type ConsumerHandle = WorkerHandle<ConsumerWorker['calls']>;

export interface GeneratorOptions {
  readonly layout: Layout;
  /** Client n connects to endpoint n modulo the number of endpoints. */
  readonly endpoints: readonly Endpoint[];
  readonly wire: WireReference;
  readonly producerProcesses: number;
  readonly consumerProcesses: number;
}

export interface OpenConsumersOptions {
  readonly numbers?: readonly number[];
  readonly pacing?: Pacing;
  readonly opening?: Opening;
}

const WORKER = new URL('./worker-main.js', import.meta.url);
const OPENINGS_AT_A_TIME = 32;
const SETTLE_POLL_MS = 50;

export class Generator {
  readonly layout: Layout;
  readonly #producers: readonly ProducerHandle[];
  readonly #consumers: readonly ConsumerHandle[];

  private constructor(
    layout: Layout,
    producers: readonly ProducerHandle[],
    consumers: readonly ConsumerHandle[],
  ) {
    this.layout = layout;
    this.#producers = producers;
    this.#consumers = consumers;
  }

  static async start(options: GeneratorOptions): Promise<Generator> {
    const { layout, producerProcesses, consumerProcesses } = options;
    const producers: ProducerHandle[] = [];
    const consumers: ConsumerHandle[] = [];
    const generator = new Generator(layout, producers, consumers);
    try {
      const producerShares = numbersPerProcess(layout.producerStream.length, producerProcesses);
      await spawn(producers, 'producers', options, producerShares, []);
      const ports = await Promise.all(producers.map((worker) => worker.call('feedbackPort', null)));
      const consumerShares = numbersPerProcess(layout.consumerStream.length, consumerProcesses);
      await spawn(consumers, 'consumers', options, consumerShares, ports);
      return generator;
    } catch (error) {
      await generator.stop();
      throw error;
    }
  }

  /** Opens all or the given producers. The result counts those that could not be opened, by cause. */
  async openProducers(options: { numbers?: readonly number[]; pacing?: Pacing } = {}) {
    const pacing = options.pacing ?? { atATime: OPENINGS_AT_A_TIME };
    const { numbers } = options;
    const openings = this.#producers.map((worker) => worker.call('open', { numbers, pacing }));
    return mergeOpenResults(await Promise.all(openings));
  }

  /** Opens consumers, which must receive every event from now on; with `replayFrom` (only 0), also all earlier ones. */
  async openConsumers(options: OpenConsumersOptions = {}): Promise<OpenResult> {
    const { opening = {}, pacing = { atATime: OPENINGS_AT_A_TIME } } = options;
    const numbers = options.numbers ?? [...this.layout.consumerStream.keys()];
    const isReplay = opening.replayFrom !== undefined;
    const { length } = this.layout.producerStream;
    const from = isReplay ? new Uint32Array(length) : (await this.#sentSoFar()).sent;
    const openings = this.#consumers.map((worker) =>
      worker.call('open', { numbers, pacing, opening, from }),
    );
    return mergeOpenResults(await Promise.all(openings));
  }

  async closeProducers(): Promise<void> {
    await Promise.all(this.#producers.map((worker) => worker.call('close', null)));
  }

  async closeConsumers(numbers: readonly number[]): Promise<void> {
    await Promise.all(this.#consumers.map((worker) => worker.call('close', numbers)));
  }

  async pauseConsumers(numbers: readonly number[]): Promise<void> {
    await Promise.all(this.#consumers.map((worker) => worker.call('pause', numbers)));
  }

  async resumeConsumers(numbers: readonly number[]): Promise<void> {
    await Promise.all(this.#consumers.map((worker) => worker.call('resume', numbers)));
  }

  /** Resolves when all events of the load are sent, or after `stopSending`. */
  async sendClosed(load: ClosedLoad): Promise<void> {
    await Promise.all(this.#producers.map((worker) => worker.call('sendClosed', load)));
  }

  async sendOpen(load: OpenLoad): Promise<void> {
    await Promise.all(this.#producers.map((worker) => worker.call('sendOpen', load)));
  }

  async stopSending(): Promise<void> {
    await Promise.all(this.#producers.map((worker) => worker.call('stopSending', null)));
  }

  /** Starts a new recording; lateness and CPU use count from the start of the window. */
  async startWindow(window: Window): Promise<void> {
    await Promise.all([
      ...this.#producers.map((worker) => worker.call('startWindow', window)),
      ...this.#consumers.map((worker) => worker.call('startWindow', window)),
    ]);
  }

  /** Sets the end of a window that was started with the end `Infinity`. */
  async endWindow(atUs: number): Promise<void> {
    await Promise.all([
      ...this.#producers.map((worker) => worker.call('endWindow', atUs)),
      ...this.#consumers.map((worker) => worker.call('endWindow', atUs)),
    ]);
  }

  /** Sets whether clients reconnect after a lost connection; if not, it counts as a violation. */
  async setReconnect(reconnect: ReconnectOptions): Promise<void> {
    await Promise.all([
      ...this.#producers.map((worker) => worker.call('setReconnect', reconnect)),
      ...this.#consumers.map((worker) => worker.call('setReconnect', reconnect)),
    ]);
  }

  /** Returns the number of open connections, and the duration of each reconnect, from the loss until ready. */
  async reconnects(): Promise<{ readonly open: number; readonly durations: LatencyCounter }> {
    const reports = await Promise.all([
      ...this.#producers.map((worker) => worker.call('reconnects', null)),
      ...this.#consumers.map((worker) => worker.call('reconnects', null)),
    ]);
    const durations = new LatencyCounter();
    for (const { durationCounts } of reports) durations.add(new LatencyCounter(durationCounts));
    return { open: reports.reduce((total, { open }) => total + open, 0), durations };
  }

  /** Returns the number of deliveries checked so far. */
  async checked(): Promise<number> {
    const counts = await Promise.all(this.#consumers.map((worker) => worker.call('checked', null)));
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** Returns the number of events sent so far, by all or the given producers. */
  async sentOf(isIncluded: (producer: number) => boolean = () => true): Promise<number> {
    const { sent } = await this.#sentSoFar();
    return sent.reduce((total, count, producer) => total + (isIncluded(producer) ? count : 0), 0);
  }

  progressOf(consumer: number): Promise<ConsumerProgress> {
    const worker = this.#consumers[consumer % this.#consumers.length] as ConsumerHandle;
    return worker.call('progressOf', consumer);
  }

  /**
   * Waits until each consumer has received all sent events of its stream, or nothing arrives for `idleTimeoutMs`.
   * Returns the number of missing deliveries.
   */
  async settle(idleTimeoutMs: number): Promise<number> {
    let progressAtMs = performance.now();
    let checkedBefore = -1;
    for (;;) {
      const checked = await this.checked();
      const soFar = { ...(await this.#sentSoFar()), uncertain: [] };
      const counts = await Promise.all(
        this.#consumers.map((worker) => worker.call('missing', soFar)),
      );
      const missing = counts.reduce((sum, count) => sum + count, 0);
      const nowMs = performance.now();
      if (checked !== checkedBefore) progressAtMs = nowMs;
      checkedBefore = checked;
      if (missing === 0 || nowMs - progressAtMs > idleTimeoutMs) return missing;
      await new Promise((resolve) => setTimeout(resolve, SETTLE_POLL_MS));
    }
  }

  /**
   * Returns the counts since the start of the run, the connections closed since the last report, the recording and CPU
   * use since `startWindow`, and the lateness of the last open loop.
   */
  async report(): Promise<GeneratorReport> {
    const producers = await Promise.all(
      this.#producers.map((worker) => worker.call('report', null)),
    );
    const soFar = {
      sent: this.#inOrder(producers.map(({ sent }) => sent)),
      uncertain: producers.flatMap(({ uncertain }) => uncertain as UncertainRange[]),
    };
    const consumers = await Promise.all(
      this.#consumers.map((worker) => worker.call('report', soFar)),
    );
    return mergeReports(producers, consumers);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#producers, ...this.#consumers].map((worker) => worker.stop()));
  }

  async #sentSoFar(): Promise<{ readonly sent: Uint32Array }> {
    const totals = await Promise.all(this.#producers.map((worker) => worker.call('totals', null)));
    return { sent: this.#inOrder(totals) };
  }

  /** Reorders values per process into values per producer. */
  #inOrder(byProcess: readonly Uint32Array[]): Uint32Array {
    const counts = new Uint32Array(this.layout.producerStream.length);
    for (const [index, ofProcess] of byProcess.entries()) {
      for (const [i, count] of ofProcess.entries()) counts[i * byProcess.length + index] = count;
    }
    return counts;
  }
}

function numbersPerProcess(count: number, processes: number): number[][] {
  const used = Math.min(processes, count);
  return Array.from({ length: used }, (_, index) =>
    Array.from({ length: Math.ceil((count - index) / used) }, (_, i) => i * used + index),
  );
}

async function spawn<M>(
  workers: WorkerHandle<M>[],
  role: WorkerSpec['role'],
  { layout, endpoints, wire }: GeneratorOptions,
  shares: readonly number[][],
  feedbackPorts: readonly number[],
): Promise<void> {
  const ready = shares.map((numbers) => {
    const worker = new WorkerHandle<M>(WORKER, `process for ${role}`);
    workers.push(worker);
    return worker.start({ role, layout, endpoints, wire, numbers, feedbackPorts });
  });
  await Promise.all(ready);
}
