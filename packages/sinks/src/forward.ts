/**
 * Forwards a developer's stream to sinks, at least once: reads as a consumer, gives each sink its own lane, and
 * saves the place that all of them have confirmed. An event that was written before a crash and not yet saved
 * is written again after it, with the same `key`.
 */
import {
  type Consumer,
  type ConsumerOptions,
  type CursorStore,
  createConsumer,
  type StreamEvent,
} from '@wearwire/client-consumer';
import { limitOptions, systemClock } from '@wearwire/client-core';
import { ConfirmedPlace } from './confirmed-place.js';
import type { DeadLetters } from './dead-letters.js';
import type { SinkUnavailableError } from './errors.js';
import { Lane, type LanePort } from './lane.js';
import { FORWARD_LIMITS } from './limits.js';
import type { Sink } from './sink.js';

/** What `forward` counts. */
export interface ForwardMetrics {
  /** Events that were written. */
  readonly written: number;
  /** Events in the dead letters. */
  readonly dead: number;
  /** Writes that failed and were tried again. */
  readonly retries: number;
  /** Batches that were written. */
  readonly batches: number;
  /** How long the last batch took, in ms, with its retries. */
  readonly lastWriteMs: number;
  /** The last seq that the sink has confirmed. */
  readonly confirmedSeq: number | undefined;
}

/** What a consumer takes, and where to forward to. `signal` stops it. */
export interface ForwardOptions extends Omit<ConsumerOptions, 'cursor' | 'after'> {
  /** Each gets every event. The slowest holds back all. */
  readonly sinks: readonly Sink[];
  /** Where the confirmed place is kept: `fileCursorStore(path)`. */
  readonly cursor: CursorStore;
  /** Start with this seq instead of the kept place. Without both: with the oldest event that is kept. */
  readonly from?: number;
  /** Where events go that a sink refuses for good. Without it the first one ends `forward` with an error. */
  readonly deadLetters?: DeadLetters;
  /** Events to forward; the others count as confirmed. Default: all. */
  readonly filter?: (event: StreamEvent) => boolean;
  /** Most events of one write. Default 500. */
  readonly batchEventsMax?: number;
  /** A write without an answer for so long is tried again, in ms. Default 30,000. */
  readonly writeTimeoutMs?: number;
  /** After a stop: how long a write that is under way may still take, in ms. Default 5,000. */
  readonly stopTimeoutMs?: number;
  /** Called once, before it connects: listen to `gap`, `reset`, `state` and `error` here. */
  readonly onConsumer?: (consumer: Consumer) => void;
  /** A sink could not be written to; it is tried again after `waitMs`. */
  readonly onRetry?: (sink: Sink, error: SinkUnavailableError, waitMs: number) => void;
  /** The cursor could not be saved; it is tried again. */
  readonly onCursorError?: (error: unknown) => void;
  /** Called once with a function that reads the figures of each sink, in the order of `sinks`. */
  readonly onMetrics?: (read: () => readonly ForwardMetrics[]) => void;
}

type Figures = { -readonly [K in keyof ForwardMetrics]: ForwardMetrics[K] };

/**
 * Runs until `signal` aborts, and resolves when everything that was confirmed is in the cursor. Rejects with
 * what ended the consumer, or with a `SinkError` that trying again cannot mend.
 */
export async function forward(options: ForwardOptions): Promise<readonly ForwardMetrics[]> {
  const limits = limitOptions(FORWARD_LIMITS, options);
  const { sinks, signal, clock = systemClock } = options;
  const figures = sinks.map(newFigures);
  const place = new ConfirmedPlace(
    options.cursor,
    sinks.length,
    clock,
    limits.cursorSaveMs,
    options.onCursorError ?? (() => {}),
  );
  const stop = new AbortController();
  const kill = new AbortController();
  const lanes = sinks.map((sink, index) => {
    const port = portOf(options, index, figures[index] as Figures, place);
    return new Lane(sink, { ...port, ...limits, stop: stop.signal, kill: kill.signal, clock });
  });
  options.onMetrics?.(() => figures);
  const consumer = createConsumer(consumerOptions(options));
  let killTimer: unknown;
  const halt = (): void => {
    if (stop.signal.aborted) return;
    stop.abort();
    for (const lane of lanes) lane.wake();
    killTimer = clock.setTimeout(() => kill.abort(), limits.stopTimeoutMs);
    void consumer.stop();
  };
  options.onConsumer?.(consumer);
  signal?.addEventListener('abort', halt);
  if (signal?.aborted) halt();
  const runs = lanes.map((lane) => lane.run(consumer[Symbol.asyncIterator]()));
  for (const run of runs) void run.catch(halt);
  try {
    return await settled(runs, figures);
  } finally {
    signal?.removeEventListener('abort', halt);
    clock.clearTimeout(killTimer);
    await consumer.stop();
    await Promise.all(sinks.map((sink) => sink.close()));
    await place.close();
  }
}

/** Waits for all, then throws the first error. */
async function settled<T>(runs: readonly Promise<void>[], value: T): Promise<T> {
  const results = await Promise.allSettled(runs);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return value;
}

function newFigures(): Figures {
  return {
    written: 0,
    dead: 0,
    retries: 0,
    batches: 0,
    lastWriteMs: 0,
    confirmedSeq: undefined,
  };
}

const FIGURE = { written: 'written', dead: 'dead', retry: 'retries', batch: 'batches' } as const;

function portOf(
  { sinks, filter, deadLetters, onRetry, metrics, random }: ForwardOptions,
  index: number,
  figures: Figures,
  place: ConfirmedPlace,
): Pick<
  LanePort,
  'random' | 'deadLetters' | 'wants' | 'confirmed' | 'count' | 'wrote' | 'retrying'
> {
  return {
    random: random ?? Math.random,
    deadLetters,
    wants: filter ?? (() => true),
    confirmed: (ordinal, event) => {
      figures.confirmedSeq = event.seq;
      place.confirm(index, ordinal, event);
    },
    count: (name, by) => {
      figures[FIGURE[name]] += by;
      metrics?.count(`sink-${name}`, by);
    },
    wrote: (ms) => {
      figures.lastWriteMs = ms;
      metrics?.time('sink-write', ms);
    },
    retrying: (error, waitMs) => onRetry?.(sinks[index] as Sink, error, waitMs),
  };
}

/** The consumer only loads the cursor: what it has delivered is not yet confirmed by the sinks. */
function consumerOptions(options: ForwardOptions): ConsumerOptions {
  const { cursor, from } = options;
  if (from !== undefined) return { ...options, cursor: memoryOnly, after: from - 1 };
  return { ...options, cursor: { load: () => cursor.load(), save: () => {} }, after: 0 };
}

const memoryOnly: CursorStore = { load: () => undefined, save: () => {} };
