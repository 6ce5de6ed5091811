/** What holds for the events of one type: how they give way, how long they count, who goes first. No code of the producer. */

/**
 * What happens to events that were sent when the link died before the server confirmed them:
 * - `at-least-once` (default): they are sent again, in order, before anything newer. One that did arrive
 *   is then in the stream twice, unless the server knows `ack`; `resent` tells how many may be.
 * - `at-most-once`: they are not sent again; `dropped` tells how many may be missing. With a server that
 *   knows `ack` they are, because it takes each once.
 */
export type Delivery = 'at-least-once' | 'at-most-once';

/**
 * Which events of a type give way when the buffer is full and the type holds the most in it: the oldest, or
 * those that come last. `latest-only`: at most one waits, whatever room there is; a newer one replaces it.
 */
export type DropPolicy = 'drop-oldest' | 'drop-newest' | 'latest-only';

/**
 * `buffer-full`: too many events or bytes waited, in memory or in the store; `too-old`: it waited longer than
 * its type's `ageMaxMs` or the store's age limit; `superseded`: a newer one of a `latest-only` type came;
 * `unconfirmed`: sent, then the link died, with `at-most-once`; `stopped`: the producer ended before they
 * were sent or confirmed; `store-failed`: it was only in the store, which cannot be read any more.
 */
export type DropReason =
  | 'buffer-full'
  | 'too-old'
  | 'superseded'
  | 'unconfirmed'
  | 'stopped'
  | 'store-failed';

/** How events of one type are treated; what is left out is the producer's own option. */
export interface TypePolicy {
  readonly drop?: DropPolicy;
  readonly delivery?: Delivery;
  /** Time since `submit` after which an event that still waits is dropped, in ms. */
  readonly ageMaxMs?: number;
  /**
   * Types of a higher priority are sent before others whenever both wait; equal ones take turns. Default 0,
   * and -1 for ECG, ACCELERATION and GYROSCOPE, so that these delay no other type on a slow link.
   */
  readonly priority?: number;
}

/** The same with nothing left out. */
export type FullTypePolicy = Required<TypePolicy>;
export type PolicyOf = (type: string) => FullTypePolicy;

/** Types of many events a second. */
export const BULK_TYPES: ReadonlySet<string> = new Set(['ECG', 'ACCELERATION', 'GYROSCOPE']);
export const BULK_PRIORITY = -1;
