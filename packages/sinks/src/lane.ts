/**
 * Writes the events of a consumer to one sink. While a batch is being written, the next one is collected; when it is
 * full, reading pauses, which applies back-pressure to the consumer and then to the broker's socket. An event counts
 * as confirmed when the sink or the dead letters have stored it, or the filter excludes it.
 */
import type { StreamEvent } from '@wearwire/client-consumer';
import { type Clock, waitBoundMs } from '@wearwire/client-core';
import type { DeadLetters } from './dead-letters.js';
import { SinkError, SinkRefusedError, SinkSetupError, SinkUnavailableError } from './errors.js';
import type { Sink, SinkEvent } from './sink.js';

export interface LanePort {
  readonly clock: Clock;
  readonly random: () => number;
  readonly batchEventsMax: number;
  readonly writeTimeoutMs: number;
  /** Aborts waits and further retries. */
  readonly stop: AbortSignal;
  /** Aborts a write in progress as well. */
  readonly kill: AbortSignal;
  readonly deadLetters: DeadLetters | undefined;
  accepts(event: StreamEvent): boolean;
  /** Reports that every event up to this one, the `ordinal`-th of the consumer, is confirmed. */
  onConfirmed(ordinal: number, event: StreamEvent): void;
  count(name: 'written' | 'dead' | 'retry' | 'batch', by: number): void;
  /** Reports the duration of writing a batch, including retries, in ms. */
  onWritten(ms: number): void;
  /** Reports a failed write, which is retried after `waitMs`. */
  onRetry(error: SinkUnavailableError, waitMs: number): void;
}

type EventIterator = AsyncIterator<StreamEvent, undefined>;

export class Lane {
  readonly #sink: Sink;
  readonly #port: LanePort;
  readonly #eventsMax: number;
  /** Events to write, oldest first. */
  #collected: SinkEvent[] = [];
  /** The newest event that was read, whether or not the filter accepts it. */
  #newest: StreamEvent | undefined;
  /** How many events were read, and how many are confirmed. */
  #readEvents = 0;
  #confirmedEvents = 0;
  #hasReadAll = false;
  /** Set when the reader or the writer waits; a call ends the wait. */
  #wakeReader: (() => void) | undefined;
  #wakeWriter: (() => void) | undefined;

  constructor(sink: Sink, port: LanePort) {
    this.#sink = sink;
    this.#port = port;
    this.#eventsMax = Math.min(sink.batchEventsMax ?? port.batchEventsMax, port.batchEventsMax);
    port.stop.addEventListener('abort', () => {
      this.#wakeWriter?.();
      this.#wakeReader?.();
    });
  }

  /** Resolves when the iterator has ended or `stop` has aborted, and the current write has ended. */
  async run(events: EventIterator): Promise<void> {
    const reading = this.#readAll(events);
    // If the writer fails first, `reading` is never awaited: avoid an unhandled rejection.
    reading.catch(() => {});
    await this.#retry((signal) => this.#sink.open(signal));
    while (await this.#waitForEvents()) await this.#writeNext();
    await reading;
  }

  async #readAll(events: EventIterator): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await events.next();
        if (done) return;
        this.#readEvents++;
        this.#newest = value;
        if (this.#port.accepts(value)) this.#collected.push(value);
        this.#wakeWriter?.();
        while (this.#collected.length >= this.#eventsMax && !this.#port.stop.aborted) {
          await new Promise<void>((resolve) => {
            this.#wakeReader = resolve;
          });
        }
      }
    } finally {
      this.#hasReadAll = true;
      this.#wakeWriter?.();
    }
  }

  /** Waits for events. Resolves with `false` if there will be none. */
  async #waitForEvents(): Promise<boolean> {
    while (this.#readEvents === this.#confirmedEvents) {
      if (this.#hasReadAll || this.#port.stop.aborted) return false;
      await new Promise<void>((resolve) => {
        this.#wakeWriter = resolve;
      });
    }
    return !this.#port.stop.aborted;
  }

  async #writeNext(): Promise<void> {
    const batch = this.#collected;
    const [newest, ordinal] = [this.#newest, this.#readEvents];
    this.#collected = [];
    this.#wakeReader?.();
    const isWritten = batch.length === 0 || (await this.#deliver(batch));
    if (!isWritten || !newest) return;
    this.#confirmedEvents = ordinal;
    this.#port.onConfirmed(ordinal, newest);
  }

  /** Resolves with `false` if the lane was stopped before all events were written. */
  async #deliver(batch: readonly SinkEvent[]): Promise<boolean> {
    try {
      const startedMs = this.#port.clock.now();
      const isWritten = await this.#retry((signal) => this.#sink.write(batch, signal));
      if (!isWritten) return false;
      this.#port.count('batch', 1);
      this.#port.count('written', batch.length);
      this.#port.onWritten(this.#port.clock.now() - startedMs);
      return true;
    } catch (error) {
      if (!(error instanceof SinkRefusedError)) throw error;
      if (batch.length === 1) return this.#writeDeadLetter(batch[0] as SinkEvent, error);
      const half = batch.length >> 1;
      return (
        (await this.#deliver(batch.slice(0, half))) && (await this.#deliver(batch.slice(half)))
      );
    }
  }

  async #writeDeadLetter(event: SinkEvent, { message }: SinkRefusedError): Promise<boolean> {
    const { deadLetters } = this.#port;
    if (!deadLetters) {
      throw new SinkSetupError(
        `${this.#sink.name} refuses event ${event.key}: ${message}; set a file for dead letters to skip refused events`,
      );
    }
    await deadLetters.write(event, this.#sink.name, message);
    this.#port.count('dead', 1);
    return true;
  }

  /**
   * Retries until success. Resolves with `false` if the lane is stopped first; rejects with an error
   * that is not retryable.
   */
  async #retry(attempt: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    for (let waits = 0; !this.#port.stop.aborted; waits++) {
      try {
        await this.#attempt(attempt);
        return true;
      } catch (error) {
        if (this.#port.kill.aborted) return false;
        const failure = asSinkError(error);
        if (!(failure instanceof SinkUnavailableError)) throw failure;
        await this.#wait(failure, waits);
      }
    }
    return false;
  }

  async #attempt(attempt: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { clock, kill, writeTimeoutMs } = this.#port;
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    const timer = clock.setTimeout(abort, writeTimeoutMs);
    kill.addEventListener('abort', abort);
    try {
      await attempt(controller.signal);
    } catch (error) {
      if (!controller.signal.aborted) throw error;
      throw new SinkUnavailableError(`no response within ${writeTimeoutMs} ms`, { cause: error });
    } finally {
      clock.clearTimeout(timer);
      kill.removeEventListener('abort', abort);
    }
  }

  /** Exponential back-off with jitter, but at least the wait that the target requested. */
  async #wait(error: SinkUnavailableError, waits: number): Promise<void> {
    const { clock, stop, random } = this.#port;
    if (stop.aborted) return;
    const waitMs = Math.max(error.retryAfterMs ?? 0, random() * waitBoundMs(waits));
    this.#port.count('retry', 1);
    this.#port.onRetry(error, waitMs);
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clock.clearTimeout(timer);
        stop.removeEventListener('abort', done);
        resolve();
      };
      const timer = clock.setTimeout(done, waitMs);
      stop.addEventListener('abort', done);
    });
  }
}

/** An error that is not a `SinkError` is a bug in the sink and is not retried. */
function asSinkError(error: unknown): SinkError {
  if (error instanceof SinkError) return error;
  return new SinkSetupError(error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
