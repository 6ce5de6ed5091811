/** Limits and times of the producer. Those of both clients are in client-core. */

/** Default limits of a producer; each is an option of the same name. */
export const PRODUCER_LIMITS = {
  /**
   * Maximum number of events that wait to be sent; above it the type with the most events drops one by its policy, or
   * moves its newest to the store.
   */
  bufferEventsMax: 8_192,
  /** Maximum bytes of the frames that wait to be sent; above it the type with the most bytes does the same. */
  bufferBytesMax: 4 * 1024 * 1024,
  /** Time since `submit` after which a waiting event is dropped. No limit by default. */
  bufferAgeMaxMs: Number.POSITIVE_INFINITY,
  /**
   * Maximum number of bytes of events that wait in the store of `persistence` because memory is full; above it the
   * oldest are dropped. One day of ECG at 130 Hz is about 1 GB.
   */
  storeBytesMax: 2 * 1024 * 1024 * 1024,
  /** Maximum time that events wait in the store. */
  storeAgeMaxMs: 48 * 60 * 60 * 1_000,
  /** Maximum number of events in flight; at the limit sending waits. A barrier is sent at each quarter. */
  unconfirmedEventsMax: 4_096,
  /** Maximum number of bytes in flight; the actual window adapts to the path. */
  unconfirmedBytesMax: 1024 * 1024,
  /** Maximum number of bytes in the socket's buffer; at the limit sending waits. */
  socketBufferBytesMax: 64 * 1024,
  /** Sustained rate of sending. No limit by default. */
  eventsPerSecondMax: Number.POSITIVE_INFINITY,
  /** Burst size: number of events that may exceed the rate. */
  eventsBurstMax: 256,
} as const;

/** A value for each limit, in its unit. */
export type ProducerLimits = { readonly [Name in keyof typeof PRODUCER_LIMITS]: number };

/** Interval for checking whether a full socket has space again; browsers have no event for it. */
export const SOCKET_POLL_MS = 20;
/** Maximum time after sending events until a barrier follows (without `ack`). */
export const BARRIER_AFTER_MS = 2_500;
/** Minimum time between two `dropped` signals. */
export const DROPPED_REPORT_INTERVAL_MS = 1_000;
/** Default time of `close` for the last flush and the closing handshake. */
export const CLOSE_FLUSH_MS = 5_000;
/** Maximum number of devices whose STATUS is resent after a reconnect: those that were reported last. */
export const PRESENT_DEVICES_MAX = 64;
/** Minimum number of records in a store before it is compacted, if most of them are obsolete. */
export const STORE_RECORDS_MIN = 1_024;
