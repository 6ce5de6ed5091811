/** Limits and intervals of `forward`. */
export const FORWARD_LIMITS = {
  /**
   * Most events in one write, unless the sink has a lower limit. A write to MQTT ends with a wait of 40 ms for a
   * delayed TCP acknowledgement, because mosquitto uses Nagle's algorithm: 500 events would limit it to 9,000 events
   * per second.
   */
  batchEventsMax: 4_000,
  /** A write without an answer fails after this time and is retried. */
  writeTimeoutMs: 30_000,
  /** After a stop: longest time for a write in progress. */
  stopTimeoutMs: 5_000,
  /** Shortest time between two saves of the cursor. */
  cursorSaveMs: 250,
} as const;
