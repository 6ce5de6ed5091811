/** The producer as its users see it: options, signals, methods. No code. */
import type { ClientError, ClientOptions, SessionState, StateChange } from '@wearwire/client-core';
import type { ReadingOf, StatusFrame } from '@wearwire/protocol';
import type { ProducerLimits } from './limits.js';
import type { Persistence } from './persistence.js';
import type { Delivery, DropPolicy, DropReason, TypePolicy } from './policies.js';

/**
 * What became of an event:
 * - `acked`: the server confirmed it. With the extension `ack`, and by a wearwire broker's heartbeat barrier
 *   (P-HB-5), that means that it is in the log; any other server has at least read it;
 * - `dropped`: it was given up, as `dropped` tells. It may be in the log if it was sent;
 * - `kept`: it is in the store of `persistence` and nowhere else any more: memory was full, or the producer
 *   has ended. This producer sends it later, or the next one does.
 */
export type SubmitOutcome = 'acked' | 'dropped' | 'kept';

/** Presence of the link between a sensor and the producer. */
export type SensorStatus = StatusFrame['d'];

/** Of the limits each is a number of 1 or more; `PRODUCER_LIMITS` has the defaults. */
export interface ProducerOptions extends ClientOptions, Partial<ProducerLimits> {
  /** For types that `policies` says nothing else of. Default `at-least-once`. */
  readonly delivery?: Delivery;
  /** Likewise. Default `drop-oldest`. */
  readonly dropPolicy?: DropPolicy;
  /** By event type. */
  readonly policies?: Readonly<Record<string, TypePolicy>>;
  /**
   * How long events may wait for others before they are sent together, in ms: the radio of a phone then
   * wakes up less often. Default 0: what is submitted in one turn leaves together, at once.
   */
  readonly flushIntervalMs?: number;
  /**
   * Where events, numbers and the producer's id outlive the app; for one producer of one user at a time.
   * From the entries `./file`, `./indexed-db` or `./store`. Without it they live in memory, and a new
   * producer is another one to the server.
   */
  readonly persistence?: Persistence;
  /** Whether the server is known to take STATUS: an older one closes the connection for it. Default false. */
  readonly serverTakesStatus?: boolean;
}

/** How many events were given up, and why. */
export interface Dropped {
  /** Events dropped for this reason since `dropped` was last told. */
  readonly count: number;
  /** Events dropped since the producer was made, for whatever reason. */
  readonly total: number;
  readonly reason: DropReason;
}

/** Names of a producer's signals and what their listeners get. */
export interface ProducerSignals {
  /** Told at the end of the turn, then at most once a second while it goes on. */
  dropped: Dropped;
  /** After a reconnect: so many events are sent a second time and may be in the stream twice. */
  resent: { readonly count: number };
  state: StateChange;
  /** What went wrong: reconnects that follow, listeners that threw, and what ended the producer. */
  error: ClientError;
}

/** Takes the listener off again. */
export type Off = () => void;

/** How long to wait for what was submitted. */
export interface FlushOptions {
  /** Rejects with `flush-timeout` after this time, in ms. Default: waits as long as the producer lives. */
  readonly timeoutMs?: number;
}

/** How long to wait for what was submitted before the link is closed. */
export interface CloseOptions {
  /** Time for the last flush and the closing handshake together, in ms. Default 5,000. */
  readonly timeoutMs?: number;
}

/** With `persistence` both are kept for the next producer. */
export interface CloseReport {
  /** Events that were still in the buffer and were not sent. */
  readonly unsentEvents: number;
  /** Events that were sent and never confirmed: perhaps stored, perhaps not. */
  readonly unconfirmedEvents: number;
}

/** Sends readings across reconnects, those of a type in the order of `submit`. Connects as soon as made. */
export interface Producer extends AsyncDisposable {
  /**
   * Queues a reading; never waits, never throws for a full queue or a lost link. After `close`, or after an
   * error ended a producer without `persistence`, it is counted as dropped; with `persistence` it is kept.
   * Throws `SubmitError` for what no server would take: an empty type, a reading that is no object, that JSON
   * cannot represent (a Map, NaN, a function), that is too large or too deep (LIMITS of
   * `@wearwire/protocol`).
   *
   * The promise never rejects and need not be looked at.
   */
  submit<T extends string>(type: T, reading: ReadingOf<T>): Promise<SubmitOutcome>;
  /**
   * Resolves when all that was submitted so far was confirmed; see `SubmitOutcome`. Without the extension
   * `ack` a HEARTBEAT is sent for it. What was dropped meanwhile is told by `dropped`.
   * Rejects with `FlushError`, or with `StoppedError` when the producer ended before.
   */
  flush(options?: FlushOptions): Promise<void>;
  /**
   * Tells that the device has another network (Wi-Fi to mobile, a VPN on or off): the link, or the attempt
   * that is under way, is dropped and another one is made at once.
   */
  networkChanged(): void;
  /** Flushes for a while, then closes with 1000. The one way to stop; may be called twice. Never rejects. */
  close(options?: CloseOptions): Promise<CloseReport>;
  /**
   * Tells the server whether a sensor is linked: at once and after each reconnect, if `serverTakesStatus`;
   * else nothing happens. The newest word for each `device_id` counts.
   */
  tellStatus(status: SensorStatus): void;

  on<S extends keyof ProducerSignals>(
    signal: S,
    listener: (value: ProducerSignals[S]) => void,
  ): Off;

  readonly state: SessionState;
  /** Events that wait to be sent. */
  readonly queuedEvents: number;
  /** Events that were sent, on this connection or an earlier one, and are not confirmed. */
  readonly unconfirmedEvents: number;
  /** Events that were dropped so far. */
  readonly droppedEvents: number;
  /** Resolves when the producer has ended: with the error that ended it, or `undefined` after a close. */
  readonly ended: Promise<ClientError | undefined>;
}
