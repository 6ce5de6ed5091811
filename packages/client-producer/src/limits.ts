/** Every limit and period of the producer. Those that both clients keep are in client-core. */
import type { LimitDefault } from '@wearwire/client-core';

export const PRODUCER_LIMITS = {
  /** Events that wait to be sent; the oldest gives way. */
  bufferEventsMax: { default: 8_192, unit: 'events' },
  /** Events sent and not confirmed; then sending waits. A barrier is sent at each quarter. */
  unconfirmedEventsMax: { default: 4_096, unit: 'events' },
  /** Bytes in the socket's own buffer; then sending waits. */
  socketBufferBytesMax: { default: 256 * 1024, unit: 'bytes' },
} as const satisfies Record<string, LimitDefault>;

/** How often a full socket is looked at again: browsers tell of no drain. */
export const SOCKET_POLL_MS = 20;
/** Least time between two `dropped` signals. */
export const DROPPED_TELL_MS = 1_000;
/** Time that `close` gives to the last flush. */
export const CLOSE_FLUSH_MS = 5_000;
