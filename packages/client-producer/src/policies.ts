/** Policies per event type: which events are dropped, their maximum age, and their priority. */

/**
 * What happens to events that were sent but not confirmed when the connection was lost:
 * - `at-least-once` (default): they are resent in order, before newer ones. An event that did arrive is then
 *   stored twice, unless the server supports `ack`; the signal `resent` has the number of such events.
 * - `at-most-once`: they are not resent; the signal `dropped` has the number of possibly lost events. If the
 *   server supports `ack`, they are resent, because it stores each number only once.
 */
export type Delivery = 'at-least-once' | 'at-most-once';

/**
 * Which events are dropped when the buffer is full and their type uses the most of it: the oldest or the
 * newest. `latest-only`: at most one event waits; a newer one replaces it even if there is space.
 */
export type DropPolicy = 'drop-oldest' | 'drop-newest' | 'latest-only';

/**
 * `buffer-full`: too many events or bytes waited, in memory or in the store; `too-old`: the event waited
 * longer than `ageMaxMs` of its type or the age limit of the store; `superseded`: a newer event of a
 * `latest-only` type arrived; `unconfirmed`: sent with `at-most-once` before the connection was lost; `stopped`:
 * the producer ended before the event was sent or confirmed; `store-failed`: the event was only in the store,
 * which can no longer be read.
 */
export type DropReason =
  | 'buffer-full'
  | 'too-old'
  | 'superseded'
  | 'unconfirmed'
  | 'stopped'
  | 'store-failed';

/** Policy of one event type. Missing members default to the options of the producer. */
export interface TypePolicy {
  readonly drop?: DropPolicy;
  readonly delivery?: Delivery;
  /** Time since `submit` after which a waiting event is dropped, in ms. */
  readonly ageMaxMs?: number;
  /**
   * Types with a higher priority are sent first; types of equal priority take turns. Default 0, but -1 for
   * ECG, ACCELERATION and GYROSCOPE, so that they do not delay other types on a slow link.
   */
  readonly priority?: number;
}

/** A `TypePolicy` with all members. */
export type FullTypePolicy = Required<TypePolicy>;
export type PolicyOf = (type: string) => FullTypePolicy;

/** Types with many events per second. */
export const BULK_TYPES: ReadonlySet<string> = new Set(['ECG', 'ACCELERATION', 'GYROSCOPE']);
export const BULK_PRIORITY = -1;
