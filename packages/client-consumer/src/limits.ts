/** Limits and times of the consumer. Those of both clients are in client-core. */
export const CONSUMER_LIMITS = {
  /** Reading pauses when this many events wait for one loop, until at most half as many wait. */
  bufferEventsMax: 1_024,
  /** Maximum number of events buffered above a gap; others are discarded and requested again. */
  heldEventsMax: 16_384,
  /** Maximum time without progress of a replay; then missing events are reported as a gap. */
  quietMs: 5_000,
  /** Minimum time between two saves of the cursor. */
  cursorSaveMs: 250,
} as const;
