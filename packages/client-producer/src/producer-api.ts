/** The producer as its users see it: options, signals, methods. No code. */
import type { ClientError, ClientOptions, SessionState, StateChange } from '@wearwire/client-core';
import type { ReadingOf } from '@wearwire/protocol';

/**
 * What happens to events that were sent when the link died before the server confirmed them:
 * - `at-least-once` (default): they are sent again, in order, before anything newer. One that did arrive
 *   is then in the stream twice; `resent` tells how many may be.
 * - `at-most-once`: they are not sent again; `dropped` tells how many may be missing.
 */
export type Delivery = 'at-least-once' | 'at-most-once';

export interface ProducerOptions extends ClientOptions {
  /** Events that wait to be sent; when it is full the oldest is dropped. Default 8,192. */
  readonly bufferEventsMax?: number;
  /** Events sent and not yet confirmed, at most; sending waits at this bound. Default 4,096. */
  readonly unconfirmedEventsMax?: number;
  /** Bytes in the socket's own buffer above which sending waits. Default 256 KiB. */
  readonly socketBufferBytesMax?: number;
  readonly delivery?: Delivery;
}

export interface Dropped {
  /** Events dropped since the last `dropped` was told. */
  readonly count: number;
  /** Events dropped since the producer was made. */
  readonly total: number;
  /**
   * `buffer-full`: the oldest gave way; `unconfirmed`: sent, then the link died, with `at-most-once`;
   * `stopped`: the producer ended before they were sent or confirmed.
   */
  readonly reason: 'buffer-full' | 'unconfirmed' | 'stopped';
}

export interface ProducerSignals {
  /** Told at once, then at most once a second while it goes on. */
  dropped: Dropped;
  /** After a reconnect: so many events are sent a second time and may be in the stream twice. */
  resent: { readonly count: number };
  state: StateChange;
  /** What went wrong: reconnects that follow, listeners that threw, and what ended the producer. */
  error: ClientError;
}

/** Takes the listener off again. */
export type Off = () => void;

export interface FlushOptions {
  /** Rejects with `flush-timeout` after this time, in ms. Default: waits as long as the producer lives. */
  readonly timeoutMs?: number;
}

export interface CloseOptions {
  /** Time for the last flush, in ms. Default 5,000. */
  readonly timeoutMs?: number;
}

export interface CloseReport {
  /** Events that were still in the buffer and were not sent. */
  readonly unsentEvents: number;
  /** Events that were sent and never confirmed: perhaps stored, perhaps not. */
  readonly unconfirmedEvents: number;
}

/** Sends readings in the order of `submit`, across reconnects. Connects as soon as it is made. */
export interface Producer extends AsyncDisposable {
  /**
   * Queues a reading; never waits, never throws for a full queue or a lost link. After `close` it is counted
   * as dropped. Throws `SubmitError` for what no server would take: an empty type, a reading that is no
   * object, that JSON cannot say, that is too large or too deep (LIMITS of `@wearwire/protocol`).
   */
  submit<T extends string>(type: T, reading: ReadingOf<T>): void;
  /**
   * Resolves when all that was submitted so far was sent and the server ACKed a HEARTBEAT sent behind it:
   * with a wearwire broker it is stored (P-HB-5). What was dropped meanwhile is told by `dropped`.
   * Rejects with `FlushError`, or with `StoppedError` when the producer ended before.
   */
  flush(options?: FlushOptions): Promise<void>;
  /** Flushes for a while, then closes with 1000. The one way to stop; may be called twice. Never rejects. */
  close(options?: CloseOptions): Promise<CloseReport>;

  on<S extends keyof ProducerSignals>(
    signal: S,
    listener: (value: ProducerSignals[S]) => void,
  ): Off;

  readonly state: SessionState;
  /** Events that wait to be sent. */
  readonly queuedEvents: number;
  /** Events that were sent and are not confirmed. */
  readonly unconfirmedEvents: number;
  /** Events that were dropped so far. */
  readonly droppedEvents: number;
  /** Resolves when the producer has ended: with the error that ended it, or `undefined` after a close. */
  readonly ended: Promise<ClientError | undefined>;
}
