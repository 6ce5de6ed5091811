/** The public interface of the producer: options, signals, methods. Types only. */
import type {
  ClientError,
  ClientOptions,
  Off,
  SessionState,
  StateChange,
} from '@wearwire/client-core';
import type { ReadingOf, StatusFrame } from '@wearwire/protocol';
import type { ProducerLimits } from './limits.js';
import type { Persistence } from './persistence.js';
import type { Delivery, DropPolicy, DropReason, TypePolicy } from './policies.js';

/**
 * The outcome of an event:
 * - `acked`: the server confirmed it. With the extension `ack`, and with the heartbeat barrier of a wearwire
 *   broker (P-HB-5), it is in the log; other servers have at least read it.
 * - `dropped`: the producer dropped it; see the signal `dropped`. If it was sent, it may be in the log.
 * - `kept`: it is only in the store of `persistence`, because memory was full or the producer has ended. This
 *   or the next producer sends it later.
 */
export type SubmitOutcome = 'acked' | 'dropped' | 'kept';

/** Whether a sensor is connected to the producer. */
export type SensorStatus = StatusFrame['d'];

/** Options of a producer. Limits are numbers of at least 1; `PRODUCER_LIMITS` has the defaults. */
export interface ProducerOptions extends ClientOptions, Partial<ProducerLimits> {
  /** Delivery of types without an entry in `policies`. Default `at-least-once`. */
  readonly delivery?: Delivery;
  /** Drop policy of types without an entry in `policies`. Default `drop-oldest`. */
  readonly dropPolicy?: DropPolicy;
  /** Policies by event type. */
  readonly policies?: Readonly<Record<string, TypePolicy>>;
  /**
   * Maximum time that events wait to be sent together with later ones, in ms, so that the radio of a phone wakes up
   * less often. Default 0: events submitted synchronously are sent together.
   */
  readonly flushIntervalMs?: number;
  /**
   * Stores events, numbers and the producer's id across restarts of the app; for one producer of one user at a time.
   * Create it with the entries `./file`, `./indexed-db` or `./store`. Without it events are kept in memory, and each
   * new producer has a new id.
   */
  readonly persistence?: Persistence;
  /** Whether the server accepts STATUS; older servers close the connection on it. Default false. */
  readonly serverTakesStatus?: boolean;
}

/** Number of dropped events and the reason. */
export interface Dropped {
  /** Events dropped for this reason since the last `dropped` signal. */
  readonly count: number;
  /** Events dropped since the producer was created, for any reason. */
  readonly total: number;
  readonly reason: DropReason;
}

/** Signals of a producer and the arguments of their listeners. */
export interface ProducerSignals {
  /** Emitted after the current synchronous code, then at most once per second. */
  dropped: Dropped;
  /** Emitted after a reconnect: this many events are resent and may be stored twice. */
  resent: { readonly count: number };
  state: StateChange;
  /** Errors: lost connections, listeners that threw, and the error that ended the producer. */
  error: ClientError;
}

/** Options of `flush`. */
export interface FlushOptions {
  /** Rejects with `flush-timeout` after this time, in ms. Default: no timeout. */
  readonly timeoutMs?: number;
}

/** Options of `close`. */
export interface CloseOptions {
  /** Time for the last flush and the closing handshake together, in ms. Default 5,000. */
  readonly timeoutMs?: number;
}

/** Events left at the end. With `persistence` the next producer sends them. */
export interface CloseReport {
  /** Events in the buffer that were not sent. */
  readonly unsentEvents: number;
  /** Events that were sent but not confirmed: they may or may not be stored. */
  readonly unconfirmedEvents: number;
}

/** Sends readings across reconnects, in the order of `submit` within a type. Connects when created. */
export interface Producer extends AsyncDisposable {
  /**
   * Queues a reading; does not wait, and does not throw if the queue is full or the connection is lost. After
   * `close`, or after an error ended a producer without `persistence`, the reading counts as dropped; with
   * `persistence` it is stored. Throws `SubmitError` for an invalid reading: an empty type, a reading that is not an
   * object, that JSON cannot represent (a Map, NaN, a function), or that is too large or too deeply nested (LIMITS of
   * `@wearwire/protocol`).
   *
   * The promise never rejects and need not be handled.
   */
  submit<T extends string>(type: T, reading: ReadingOf<T>): Promise<SubmitOutcome>;
  /**
   * Resolves when all readings submitted so far are confirmed or dropped; see `SubmitOutcome` and the signal
   * `dropped`. Sends a HEARTBEAT unless the server supports the extension `ack`. Rejects with `FlushError`,
   * or with `StoppedError` if the producer ends first.
   */
  flush(options?: FlushOptions): Promise<void>;
  /**
   * Call when the network of the device has changed (Wi-Fi to mobile, a VPN on or off): drops the connection or the
   * current attempt and connects at once.
   */
  networkChanged(): void;
  /** Flushes up to the timeout, then closes with 1000. May be called twice. Never rejects. */
  close(options?: CloseOptions): Promise<CloseReport>;
  /**
   * Reports to the server whether a sensor is connected, at once and after each reconnect, if `serverTakesStatus` is
   * set. Only the newest status of each `device_id` is sent.
   */
  tellStatus(status: SensorStatus): void;

  on<S extends keyof ProducerSignals>(
    signal: S,
    listener: (value: ProducerSignals[S]) => void,
  ): Off;

  readonly state: SessionState;
  /** Number of events that wait to be sent. */
  readonly queuedEvents: number;
  /** Number of events that were sent, on this or an earlier connection, and are not confirmed. */
  readonly unconfirmedEvents: number;
  /** Number of events dropped so far. */
  readonly droppedEvents: number;
  /**
   * Resolves when the producer has ended: with the error that ended it, or with `undefined` after `close`.
   */
  readonly ended: Promise<ClientError | undefined>;
}
