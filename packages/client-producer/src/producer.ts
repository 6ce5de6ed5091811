/** The producer's methods: what is asked of it, checked, and handed to the pipeline. */
import { type ClientError, Listeners, type SessionState } from '@wearwire/client-core';
import type { ReadingOf } from '@wearwire/protocol';
import { CLOSE_FLUSH_MS } from './limits.js';
import { Pipeline } from './pipeline.js';
import type {
  CloseOptions,
  CloseReport,
  FlushOptions,
  Off,
  Producer,
  ProducerOptions,
  ProducerSignals,
  SensorStatus,
  SubmitOutcome,
} from './producer-api.js';
import { submitFrame } from './submit-frame.js';

/** Makes a producer; throws `OptionError` for a setting that cannot be right. */
export function createProducer(options: ProducerOptions): Producer {
  return new StreamProducer(options);
}

class StreamProducer implements Producer {
  readonly ended: Promise<ClientError | undefined>;
  readonly #pipeline: Pipeline;
  readonly #signals = new Listeners();
  #closing: Promise<CloseReport> | undefined;

  constructor(options: ProducerOptions) {
    let end!: (error: ClientError | undefined) => void;
    this.ended = new Promise((resolve) => {
      end = resolve;
    });
    this.#pipeline = new Pipeline(options, this.#signals, end);
    // Behind the present turn, so that all listeners are there before anything happens.
    queueMicrotask(() => void this.#pipeline.start());
  }

  get state(): SessionState {
    return this.#pipeline.session.state;
  }

  get queuedEvents(): number {
    return this.#pipeline.buffer.events;
  }

  get unconfirmedEvents(): number {
    return this.#pipeline.outbox.unconfirmedEvents;
  }

  get droppedEvents(): number {
    return this.#pipeline.drops.total;
  }

  on<S extends keyof ProducerSignals>(
    signal: S,
    listener: (value: ProducerSignals[S]) => void,
  ): Off {
    return this.#signals.on(signal, listener);
  }

  submit<T extends string>(type: T, reading: ReadingOf<T>): Promise<SubmitOutcome> {
    const text = submitFrame(type, reading as Readonly<Record<string, unknown>>);
    if (!this.#closing && this.state !== 'stopped') return this.#pipeline.submit(type, text);
    this.#pipeline.drops.add(1, 'stopped');
    return Promise.resolve('dropped');
  }

  flush({ timeoutMs }: FlushOptions = {}): Promise<void> {
    return this.#pipeline.flush(timeoutMs);
  }

  close({ timeoutMs = CLOSE_FLUSH_MS }: CloseOptions = {}): Promise<CloseReport> {
    this.#closing ??= this.#flushAndStop(timeoutMs);
    return this.#closing;
  }

  tellStatus(status: SensorStatus): void {
    this.#pipeline.tellStatus(status);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #flushAndStop(timeoutMs: number): Promise<CloseReport> {
    await this.flush({ timeoutMs }).catch(() => {}); // The report tells what is left.
    this.#pipeline.session.stop();
    await this.ended;
    return this.#pipeline.report;
  }
}
