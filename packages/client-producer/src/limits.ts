/** Limits and times of the producer. Those of both clients are in client-core. */

/** Default limits of a producer; each is an option of the same name. */
export const PRODUCER_LIMITS = {
  /** Most events that wait to be sent; above it the type with the most events drops by its policy. */
  bufferEventsMax: 8_192,
  /** Most bytes of frames that wait to be sent, in UTF-8; above it likewise. */
  bufferBytesMax: 4 * 1024 * 1024,
  /** Time since `submit` after which a waiting event is dropped. No limit by default. */
  bufferAgeMaxMs: Number.POSITIVE_INFINITY,
  /**
   * Most bytes of events that wait in the store of `persistence` because memory is full; above it the oldest
   * are dropped. One day of ECG at 130 Hz is about 1 GB.
   */
  storeBytesMax: 2 * 1024 * 1024 * 1024,
  /** Longest time that such events wait. */
  storeAgeMaxMs: 48 * 60 * 60 * 1_000,
  /** Most events in flight; sending then waits. A barrier is sent at each quarter. */
  unconfirmedEventsMax: 4_096,
  /** Most bytes in flight; the actual window adapts to the path. */
  unconfirmedBytesMax: 1024 * 1024,
  /** Most bytes in the socket's buffer; sending then waits. */
  socketBufferBytesMax: 64 * 1024,
  /** Sustained rate of sending. No limit by default. */
  eventsPerSecondMax: Number.POSITIVE_INFINITY,
  /** Burst size: events that may exceed that rate. */
  eventsBurstMax: 256,
} as const;

/** A value for each limit, in its unit. */
export type ProducerLimits = { readonly [Name in keyof typeof PRODUCER_LIMITS]: number };

/** Interval for polling a full socket, since browsers have no drain event. */
export const SOCKET_POLL_MS = 20;
/** A barrier follows sent events after this time (without `ack`). */
export const BARRIER_AFTER_MS = 2_500;
/** Shortest time between two `dropped` signals. */
export const DROPPED_TELL_MS = 1_000;
/** Time of `close` for the last flush. */
export const CLOSE_FLUSH_MS = 5_000;
/** Most devices whose STATUS is resent after a reconnect; above it the least recently reported is evicted. */
export const PRESENT_DEVICES_MAX = 64;
/** Fewest records in a store before it is compacted, if most of them are obsolete. */
export const STORE_RECORDS_MIN = 1_024;
