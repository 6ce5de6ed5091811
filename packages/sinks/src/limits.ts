/** Limits and intervals of `forward`. */
export const FORWARD_LIMITS = {
  /** Most events in one write, unless the sink has a lower limit. */
  batchEventsMax: 500,
  /** A write without an answer fails after this time and is retried. */
  writeTimeoutMs: 30_000,
  /** After a stop: longest time for a write in progress. */
  stopTimeoutMs: 5_000,
  /** Shortest time between two saves of the cursor. */
  cursorSaveMs: 250,
} as const;
