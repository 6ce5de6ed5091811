/** Limits and times of the consumer. Those of both clients are in client-core. */
export const CONSUMER_LIMITS = {
  /** Maximum number of events that wait for one loop; above it reading pauses until half of them remain. */
  bufferEventsMax: 1_024,
  /** Maximum number of events buffered above a gap; others are discarded and requested again. */
  heldEventsMax: 16_384,
  /** A replay without progress for this time counts as ended. */
  quietMs: 5_000,
  /** Minimum time between two saves of the cursor. */
  cursorSaveMs: 250,
} as const;
