/**
 * Events and signals that a consumer delivers. Readings are typed by `ReadingMap` of `@wearwire/protocol`,
 * which users can extend by declaration merging. The types are a convention: the server does not validate
 * readings (P-SUB-2).
 */
import type { EventType, ReadingOf } from '@wearwire/protocol';

/** A reading of a user, as an event of type `T`. */
export interface EventOf<T extends string> {
  /** Position in the developer's stream, from 1. */
  readonly seq: number;
  /** Epoch of the log; `undefined` if the server does not send it (extension `position`). */
  readonly epoch: number | undefined;
  /**
   * `developer:epoch:seq`, the same in every delivery of this event, so that programs can ignore repeats.
   * Unknown parts are empty: the first part comes from the option `developer`, the second from the server.
   */
  readonly key: string;
  /** Id of the user. */
  readonly uid: string;
  readonly type: T;
  readonly reading: ReadingOf<T>;
  /** Time at which the frame arrived, in ms since the Unix epoch, by the client's clock. */
  readonly receivedAtMs: number;
  /**
   * Only with `order: newestFirst`: after a restart with `after` set to this seq no event is missed, though
   * some may be delivered again. In ascending order use `seq`.
   */
  readonly resumeAfter?: number;
  /** Only with `order: newestFirst`: the event is from the backlog, not live. */
  readonly isBacklog?: boolean;
}

/** An event of a type in `ReadingMap`. */
export type KnownEvent = { [T in EventType]: EventOf<T> }[EventType];

/**
 * An event of any other type. At run time `type` is any string. Its type here is a literal that is never
 * sent, because TypeScript cannot express "every string except these", and `string` would prevent narrowing
 * of the known types. For your own type use `on('MINE', …)`, or add it to `ReadingMap`.
 */
export type OtherEvent = Omit<EventOf<string>, 'type'> & { readonly type: '(any other type)' };

/** Discriminated on `type`: `if (event.type === 'HEART_RATE') event.reading.val`. */
export type StreamEvent = KnownEvent | OtherEvent;

/** Events that cannot be delivered: `from` to `to`, both inclusive. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /**
   * `purged`: a replay skipped them, because the server no longer stores them;
   * `unanswered`: a replay was requested, but sent nothing for the quiet time.
   */
  readonly reason: 'purged' | 'unanswered';
}

/**
 * The server has started a new numbering: its log was lost, rolled back or replaced. The stored events of the new
 * numbering follow from its start, so that none is missed. After a reset the same seq refers to a different event.
 */
export interface Reset {
  /** The last seq of the old numbering that was received. */
  readonly lastSeq: number;
  /** The first seq of the new numbering that is delivered. */
  readonly seq: number;
  /** The new epoch, if the server sends it. */
  readonly epoch?: number;
}
