/** Every limit and period of forwarding. */
export const FORWARD_LIMITS = {
  /** Most events of one write, where the sink sets no lower limit. */
  batchEventsMax: 500,
  /** A write without an answer for so long has failed and is tried again. */
  writeTimeoutMs: 30_000,
  /** After a stop: how long a write that is under way may still take. */
  stopTimeoutMs: 5_000,
  /** Least time between two saves of the cursor. */
  cursorSaveMs: 250,
} as const;
