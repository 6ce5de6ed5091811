/** The public interface of the consumer: options, signals, methods. Types only. */
import type {
  ClientError,
  ClientOptions,
  Off,
  SessionState,
  StateChange,
} from '@wearwire/client-core';
import type { EventType } from '@wearwire/protocol';
import type { Cursor, CursorStore } from './cursor-store.js';
import type { DeliveryOrder } from './event-order.js';
import type { EventOf, Gap, Reset, StreamEvent } from './events.js';

/**
 * Options of a consumer, including those of every client. Only `url` and `getToken` are required.
 */
export interface ConsumerOptions extends ClientOptions {
  /**
   * Start after this seq (0: with the oldest stored event), or `'live'` (default): with the events that
   * arrive after the first READY. Reconnects always resume where the last connection ended.
   */
  readonly after?: number | 'live';
  /**
   * Order of delivery. Default: ascending, so that after an interruption the oldest events come first.
   * `newestFirst` from the entry `./newest-first` delivers live events at once, and the backlog in parallel.
   */
  readonly order?: DeliveryOrder;
  /**
   * Stores the position of the consumer across restarts: `fileCursorStore(path)` from the entry `./file`,
   * `webCursorStore(key)`, `memoryCursorStore()`, or two functions of your own. A stored position takes
   * precedence over `after`.
   */
  readonly cursor?: CursorStore;
  /** Minimum time between two saves of the cursor, in ms. Default 250. */
  readonly cursorSaveMs?: number;
  /** Your developer id, for the `key` of each event. */
  readonly developer?: string;
  /** The socket is paused when this many events wait for one loop. Default 1,024. */
  readonly bufferEventsMax?: number;
  /**
   * Maximum number of live events buffered while a replay fills the gap before them; others are requested again.
   * Default 16,384.
   */
  readonly heldEventsMax?: number;
  /**
   * Maximum time without progress of a replay, in ms; then missing events are reported as a gap. Default 5,000.
   */
  readonly quietMs?: number;
}

/** Signals of the consumer and the arguments of their listeners. */
export interface ConsumerSignals {
  /** Events that cannot be delivered. Emitted before the next event is delivered. */
  gap: Gap;
  /** The server has started a new numbering. */
  reset: Reset;
  state: StateChange;
  /** Errors: lost connections, listeners that threw, and the error that ended the consumer. */
  error: ClientError;
}

/** Options of `stop`. */
export interface StopOptions {
  /** Maximum time for the closing handshake, in ms. Default: `closeTimeoutMs`, 1,000. */
  readonly timeoutMs?: number;
}

/**
 * Delivers readings in order and exactly once, across reconnects. Connects when the first loop starts or the first
 * event listener is added.
 *
 * Several loops and listeners can run at the same time; each receives every event after its start. The slowest loop
 * delays all (listeners are called when events arrive and are not awaited). If the last loop ends with `break` and
 * there is no event listener, events wait for the next loop.
 *
 * `stop()` and an aborted `signal` end loops without an error and discard buffered events. An error that is
 * not retryable is thrown by the loops after the buffered events.
 */
export interface Consumer extends AsyncIterable<StreamEvent>, AsyncDisposable {
  on<S extends keyof ConsumerSignals>(
    signal: S,
    listener: (value: ConsumerSignals[S]) => void,
  ): Off;
  /** Adds a listener for events of every type. */
  on(type: '*', listener: (event: StreamEvent) => void): Off;
  /** Adds a listener for events of one type. */
  on<T extends EventType>(type: T, listener: (event: EventOf<T>) => void): Off;
  on(type: string, listener: (event: EventOf<string>) => void): Off;

  readonly state: SessionState;
  /**
   * The last seq that all receivers have processed: a loop has requested the next event, a listener has returned and
   * its promise, if any, has resolved. After a restart with `after: position` no event is missed. If a listener throws
   * or rejects, the position stays before its event. After a start with `'live'` and without a cursor, `undefined`
   * until READY, or without the extension `position` until the first event was processed.
   */
  readonly position: number | undefined;
  /** `position` and the epoch of its log, as saved in a cursor store. */
  readonly cursor: Cursor | undefined;
  /**
   * Number of stored events after `position`, as last reported by the server: at READY, with each
   * HEARTBEAT_ACK, and at least every few seconds while events arrive (extension `position`). `undefined` if
   * unknown: without the extension, without a connection, or without a recent report.
   */
  readonly lag: number | undefined;
  /**
   * Age in ms of the newest event when it was delivered: since the `ts` of its reading or, if that is not a
   * date, since its frame arrived. With `ts` it includes the difference between the clocks of the sensor and
   * this device, so it may be negative; for replayed events it is the time since the reading. `undefined`
   * before the first event.
   */
  readonly latency: number | undefined;
  /** The last seq received in order; `position` follows it. */
  readonly receivedSeq: number | undefined;
  /** Resolves when the consumer has ended: with the error that ended it, or with `undefined` after `stop`. */
  readonly ended: Promise<ClientError | undefined>;

  /**
   * Returns a loop as a WHATWG stream: an event counts as processed when the next one is read. Cancelling ends the
   * loop.
   */
  stream(): ReadableStream<StreamEvent>;
  // Written this way because AsyncIterableIterator has only one type argument before TypeScript 5.6.
  /** Starts a loop that receives all later events. */
  [Symbol.asyncIterator](): AsyncIterator<StreamEvent, undefined> & AsyncIterable<StreamEvent>;
  /**
   * Call when the network of the device has changed (Wi-Fi to mobile, a VPN on or off): drops the connection or the
   * current attempt and connects at once.
   */
  networkChanged(): void;
  /** Closes with 1000; resolves when the connection is closed and the cursor is saved. May be called twice. */
  stop(options?: StopOptions): Promise<void>;
}
