/**
 * Forwards a developer's stream to sinks, at least once: reads as a consumer, runs one lane per sink,
 * and saves the position that all sinks have confirmed. Events that were written but not saved before a
 * crash are written again with the same `key`.
 */
import {
  type Consumer,
  type ConsumerOptions,
  type CursorStore,
  createConsumer,
  type StreamEvent,
} from '@wearwire/client-consumer';
import { limitOptions, systemClock } from '@wearwire/client-core';
import { ConfirmedPosition } from './confirmed-position.js';
import type { DeadLetters } from './dead-letters.js';
import type { SinkUnavailableError } from './errors.js';
import { Lane, type LanePort } from './lane.js';
import { FORWARD_LIMITS } from './limits.js';
import type { Sink } from './sink.js';

/** Metrics of one sink. */
export interface ForwardMetrics {
  /** Events written. */
  readonly written: number;
  /** Events written to the dead letters. */
  readonly dead: number;
  /** Retries after failed writes. */
  readonly retries: number;
  /** Batches written. */
  readonly batches: number;
  /** Duration of the last batch including retries, in ms. */
  readonly lastWriteMs: number;
  /** The last seq that the sink has confirmed; `undefined` if it has confirmed none. */
  readonly confirmedSeq: number | undefined;
}

/** Options of `forward`, including those of a consumer. `signal` stops it. */
export interface ForwardOptions extends Omit<ConsumerOptions, 'cursor' | 'after'> {
  /** Each sink receives every event. The slowest sink delays the others. */
  readonly sinks: readonly Sink[];
  /** Stores the confirmed position, such as `fileCursorStore(path)`. */
  readonly cursor: CursorStore;
  /** Start with this seq instead of the stored position. Without both, starts with the oldest stored event. */
  readonly from?: number;
  /** Stores events that a sink refuses. If not set, the first refused event ends `forward` with an error. */
  readonly deadLetters?: DeadLetters;
  /** Selects the events to forward; others count as confirmed. Default: all. */
  readonly filter?: (event: StreamEvent) => boolean;
  /** Maximum number of events per write. Default 4,000. */
  readonly batchEventsMax?: number;
  /** Retry a write without a response after this time, in ms. Default 30,000. */
  readonly writeTimeoutMs?: number;
  /** After a stop: maximum time for a write in progress, in ms. Default 5,000. */
  readonly stopTimeoutMs?: number;
  /** Called once before the consumer connects: add listeners for `gap`, `reset`, `state` and `error` here. */
  readonly onConsumer?: (consumer: Consumer) => void;
  /** Called when a write has failed; it is retried after `waitMs`. */
  readonly onRetry?: (sink: Sink, error: SinkUnavailableError, waitMs: number) => void;
  /** Called when the cursor could not be saved; saving is retried. */
  readonly onCursorError?: (error: unknown) => void;
  /** Called once with a function that returns the metrics of each sink, in the order of `sinks`. */
  readonly onMetrics?: (read: () => readonly ForwardMetrics[]) => void;
}

type MutableMetrics = { -readonly [K in keyof ForwardMetrics]: ForwardMetrics[K] };

/**
 * Runs until `signal` aborts; resolves when the cursor contains the last confirmed position. Rejects
 * with the error that ended the consumer, with a `SinkError` that is not retryable, or with the error of
 * `deadLetters` or of the last save of the cursor.
 */
export async function forward(options: ForwardOptions): Promise<readonly ForwardMetrics[]> {
  const limits = limitOptions(FORWARD_LIMITS, options);
  const { sinks, signal, clock = systemClock } = options;
  const sinkMetrics = sinks.map(newMetrics);
  const position = new ConfirmedPosition(
    options.cursor,
    sinks.length,
    clock,
    limits.cursorSaveMs,
    options.onCursorError ?? (() => {}),
  );
  const stop = new AbortController();
  const kill = new AbortController();
  const lanes = sinks.map((sink, index) => {
    const port = createPort(options, index, sinkMetrics[index] as MutableMetrics, position);
    return new Lane(sink, { ...port, ...limits, stop: stop.signal, kill: kill.signal, clock });
  });
  options.onMetrics?.(() => sinkMetrics);
  const consumer = createConsumer(consumerOptions(options));
  let killTimer: unknown;
  const stopLanes = (): void => {
    if (stop.signal.aborted) return;
    stop.abort();
    killTimer = clock.setTimeout(() => kill.abort(), limits.stopTimeoutMs);
    void consumer.stop();
  };
  options.onConsumer?.(consumer);
  signal?.addEventListener('abort', stopLanes);
  if (signal?.aborted) stopLanes();
  const runs = lanes.map((lane) => lane.run(consumer[Symbol.asyncIterator]()));
  for (const run of runs) void run.catch(stopLanes);
  try {
    // Wait for all lanes, so that none writes after its sink is closed; then throw the first error.
    await Promise.allSettled(runs);
    await Promise.all(runs);
    return sinkMetrics;
  } finally {
    signal?.removeEventListener('abort', stopLanes);
    clock.clearTimeout(killTimer);
    await consumer.stop();
    await Promise.all(sinks.map((sink) => sink.close()));
    await position.close();
  }
}

function newMetrics(): MutableMetrics {
  return {
    written: 0,
    dead: 0,
    retries: 0,
    batches: 0,
    lastWriteMs: 0,
    confirmedSeq: undefined,
  };
}

/** The member of `ForwardMetrics` for each name that a lane counts. */
const METRIC_NAMES = {
  written: 'written',
  dead: 'dead',
  retry: 'retries',
  batch: 'batches',
} as const;

function createPort(
  { sinks, filter, deadLetters, onRetry, metrics, random }: ForwardOptions,
  index: number,
  sinkMetrics: MutableMetrics,
  position: ConfirmedPosition,
): Pick<
  LanePort,
  'random' | 'deadLetters' | 'accepts' | 'onConfirmed' | 'count' | 'onWritten' | 'onRetry'
> {
  return {
    random: random ?? Math.random,
    deadLetters,
    accepts: filter ?? (() => true),
    onConfirmed: (ordinal, event) => {
      sinkMetrics.confirmedSeq = event.seq;
      position.confirm(index, ordinal, event);
    },
    count: (name, by) => {
      sinkMetrics[METRIC_NAMES[name]] += by;
      metrics?.count(`sink-${name}`, by);
    },
    onWritten: (ms) => {
      sinkMetrics.lastWriteMs = ms;
      metrics?.time('sink-write', ms);
    },
    onRetry: (error, waitMs) => onRetry?.(sinks[index] as Sink, error, waitMs),
  };
}

/**
 * The consumer only loads the cursor; it must not save it, because delivered events are not yet confirmed.
 */
function consumerOptions(options: ForwardOptions): ConsumerOptions {
  const { cursor, from } = options;
  if (from !== undefined) return { ...options, cursor: discardingStore, after: from - 1 };
  return { ...options, cursor: { load: () => cursor.load(), save: () => {} }, after: 0 };
}

const discardingStore: CursorStore = { load: () => undefined, save: () => {} };
