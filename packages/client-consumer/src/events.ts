/**
 * What a consumer delivers. Readings are typed by `ReadingMap` of `@wearwire/protocol`, which users extend
 * by declaration merging. The types say what is sent by convention: the wire checks nothing (P-SUB-2).
 */
import type { EventType, ReadingOf } from '@wearwire/protocol';

/** One reading of one user, as an event of type `T`. */
export interface EventOf<T extends string> {
  /** Position in the developer's stream, from 1. */
  readonly seq: number;
  /** Which log the seq is of; `undefined` where the server does not tell (extension `position`). */
  readonly epoch: number | undefined;
  /**
   * `developer:epoch:seq`, the same whenever this event is delivered: for those who must handle it once.
   * What is not known is left empty: the option `developer` gives the first part, the server the second.
   */
  readonly key: string;
  /** The user that the reading is of. */
  readonly uid: string;
  readonly type: T;
  readonly reading: ReadingOf<T>;
  /** When the frame came in, in ms since the Unix epoch, by the client's clock. */
  readonly receivedAtMs: number;
  /**
   * With `order: newestFirst` alone: begin again `after` this seq and nothing is missed, though events may come
   * again. In ascending order `seq` is that place.
   */
  readonly resumeAfter?: number;
  /** With `order: newestFirst` alone: it is one of those that were missed, not a live one. */
  readonly isBacklog?: boolean;
}

/** An event of a type that `ReadingMap` names. */
export type KnownEvent = { [T in EventType]: EventOf<T> }[EventType];

/**
 * An event of any other type. At run time `type` is any string; here it is one literal that nobody sends,
 * since TypeScript cannot say "every string but these" and a plain `string` would spoil the narrowing of
 * the known ones. For a type of your own: `on('MINE', …)`, or name it in `ReadingMap`.
 */
export type OtherEvent = Omit<EventOf<string>, 'type'> & { readonly type: '(any other type)' };

/** Discriminated on `type`: `if (event.type === 'HEART_RATE') event.reading.val`. */
export type StreamEvent = KnownEvent | OtherEvent;

/** Events that are gone for good: `from` to `to`, both included, will not come. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /**
   * `purged`: a replay passed them over, the server keeps them no longer;
   * `unanswered`: a replay was asked for and nothing of it came for the quiet time.
   */
  readonly reason: 'purged' | 'unanswered';
}

/**
 * The server's numbers are new ones: its log was lost, rolled back or is another one. What it keeps of the
 * new numbering follows from its beginning, so that nothing is missed; a seq from here on is not the one
 * that was delivered under the same number before.
 */
export interface Reset {
  /** The last seq of the old numbering that was received. */
  readonly lastSeq: number;
  /** The first seq that comes now. */
  readonly seq: number;
  /** The new log, where the server tells it. */
  readonly epoch?: number;
}
