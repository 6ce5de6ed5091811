/** Limits and times of the consumer. Those of both clients are in client-core. */
export const CONSUMER_LIMITS = {
  /** Most events that wait for one loop; above it reading pauses until half of them are left. */
  bufferEventsMax: 1_024,
  /** Most events held above a gap; others are discarded and requested again. */
  heldEventsMax: 16_384,
  /** A replay without progress for this time counts as ended. */
  quietMs: 5_000,
  /** Shortest time between two saves of the cursor. */
  cursorSaveMs: 250,
} as const;
