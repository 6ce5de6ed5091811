/** Limits and intervals of `forward`. */
export const FORWARD_LIMITS = {
  /**
   * Maximum number of events per write, unless the sink has a lower limit. A write to MQTT ends with a
   * wait of 40 ms for a delayed TCP acknowledgement, because mosquitto uses Nagle's algorithm: batches
   * of 500 events would limit the throughput to 9,000 events per second.
   */
  batchEventsMax: 4_000,
  /** A write without a response fails after this time and is retried. */
  writeTimeoutMs: 30_000,
  /** After a stop: maximum time for a write in progress. */
  stopTimeoutMs: 5_000,
  /** Minimum time between two saves of the cursor. */
  cursorSaveMs: 250,
} as const;
