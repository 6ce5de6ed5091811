/** Every limit and period of the producer. Those that both clients keep are in client-core. */

/** Limits of a producer, by default; each is an option of the same name. */
export const PRODUCER_LIMITS = {
  /** Events that wait to be sent; then the type that holds the most gives way, by its policy. */
  bufferEventsMax: 8_192,
  /** Bytes of the frames that wait to be sent, in UTF-8; likewise. */
  bufferBytesMax: 4 * 1024 * 1024,
  /** Time since `submit` after which an event that still waits is dropped. No bound by default. */
  bufferAgeMaxMs: Number.POSITIVE_INFINITY,
  /**
   * Bytes of the events that wait in the store of `persistence` because memory is full; then the oldest give
   * way. A day of one ECG at 130 Hz is about 1 GB.
   */
  storeBytesMax: 2 * 1024 * 1024 * 1024,
  /** How long such events wait. */
  storeAgeMaxMs: 48 * 60 * 60 * 1_000,
  /** Events sent and not confirmed; then sending waits. A barrier is sent at each quarter. */
  unconfirmedEventsMax: 4_096,
  /** Bytes of the frames sent and not confirmed, at most: how many it may be follows the path. */
  unconfirmedBytesMax: 1024 * 1024,
  /** Bytes in the socket's own buffer; then sending waits. */
  socketBufferBytesMax: 64 * 1024,
  /** Rate of sending in the long run. No bound by default. */
  eventsPerSecondMax: Number.POSITIVE_INFINITY,
  /** Events that may be sent at once before that rate is kept. */
  eventsBurstMax: 256,
} as const;

/** A value for each, in its unit. */
export type ProducerLimits = { readonly [Name in keyof typeof PRODUCER_LIMITS]: number };

/** How often a full socket is looked at again: browsers tell of no drain. */
export const SOCKET_POLL_MS = 20;
/** Events that were sent and have no barrier behind them get one after this time (without `ack`). */
export const BARRIER_AFTER_MS = 2_500;
/** Least time between two `dropped` signals. */
export const DROPPED_TELL_MS = 1_000;
/** Time that `close` gives to the last flush. */
export const CLOSE_FLUSH_MS = 5_000;
/** Devices whose presence is told again after a reconnect; the one told longest ago gives way. */
export const PRESENT_DEVICES_MAX = 64;
/** Records in a store before it is written anew, if most of them mean nothing any more. */
export const STORE_RECORDS_MIN = 1_024;
