/** Every limit and period of the consumer. Those that both clients keep are in client-core. */
export const CONSUMER_LIMITS = {
  /** Events that wait for one loop; then reading is put on hold, until half are left. */
  bufferEventsMax: 1_024,
  /** Events held above a gap; what comes on top is let go and asked for again. */
  heldEventsMax: 16_384,
  /** A replay without progress for so long has nothing more to bring. */
  quietMs: 5_000,
  /** Least time between two saves of the cursor. */
  cursorSaveMs: 250,
} as const;
