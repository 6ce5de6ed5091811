/** The limits of the NATS backend. docs/many-machines.md lists them. */

/** How long events wait for servers that do not answer, before their producers are closed. */
export const APPEND_TIMEOUT_MS = 15_000;

/** How long a read, or a change of a state record, is retried. */
export const REQUEST_TIMEOUT_MS = 15_000;

/**
 * A broker disconnects from a server after two unanswered pings, which takes 4 to 6 s. After a pause it connects to the
 * next server, which must answer within the timeout.
 */
export const PING_INTERVAL_MS = 2_000;
export const PINGS_UNANSWERED_MAX = 2;
export const RECONNECT_PAUSE_MS = 250;
export const CONNECT_TIMEOUT_MS = 5_000;

/** How long one attempt waits for the answer. */
export const ATTEMPT_TIMEOUT_MS = 2_000;

/** Pause before the next attempt. */
export const RETRY_PAUSE_MS = 100;

/** Bytes of the frames in one record of the log; a larger event has a separate record. */
export const RECORD_BYTES_MAX = 512 * 1024;

/** Events in one record. */
export const RECORD_EVENTS_MAX = 10_000;

/** Bytes of producers' marks in one record. They are in its header, which NATS limits to 64 KiB. */
export const RECORD_MARKS_BYTES_MAX = 32 * 1024;

/** Bytes of a record in addition to its frames: header, envelope and length of a frame. */
export const RECORD_OVERHEAD_BYTES = 40 * 1024;

/**
 * Interval at which a broker announces itself to the others. A broker without a heartbeat for
 * `HEARTBEAT_TIMEOUT_MS` gets no batches to append.
 */
export const HEARTBEAT_INTERVAL_MS = 1_000;
export const HEARTBEAT_TIMEOUT_MS = 3_000;

/**
 * Appends for one developer start at least this far apart, so that the events of a developer who sends many gather in
 * larger records: most of the servers' work is per record. A lone append is not delayed.
 */
export const APPEND_INTERVAL_MS = 5;

/** How long a batch waits for the broker that it was forwarded to. */
export const FORWARD_TIMEOUT_MS = 2_000;

/**
 * After another broker has appended to a developer's log, batches of the developer are forwarded for this long to the
 * broker that appends for all.
 */
export const CONTESTED_MS = 10_000;

/** A log that is open only for forwarded batches is closed when none has arrived for this long. */
export const FORWARDED_IDLE_MS = 30_000;

/**
 * Number of newest records of each open log whose headers a broker remembers. A forwarded batch is refused if its
 * sender is further behind.
 */
export const RECENT_RECORDS_MAX = 64;

/** How long the servers remember the message id of an append. */
export const DUPLICATE_WINDOW_MS = 10_000;

/** The log of a developer is compared with the servers this long after it was opened, and then at this interval. */
export const FIRST_CHECK_MS = 1_000;
export const CHECK_INTERVAL_MS = 10_000;

/** A broker that has not answered for this long holds no slots any more. */
export const LEASE_MS = 4_000;

/** If the event loop was blocked for this long, the broker checks whether it still holds its slots. */
export const STALL_DETECTED_MS = 2_000;

/** Before the epoch is raised, a log that seems rolled back is checked this many times, with a pause before each. */
export const ROLLBACK_CHECKS = 4;
export const ROLLBACK_PAUSE_MS = 1_000;

/** Records per request of a bulk read or a sweep. */
export const PULL_RECORDS = 256;
/**
 * Bytes per request of a bulk read. The servers close a connection that has more than 64 MiB waiting for it
 * (`max_pending`).
 */
export const PULL_BYTES_MAX = 4 * 1024 * 1024;
export const SWEEP_RECORDS = 2_000;

/** Number of records after which the marks are written as a snapshot. */
export const SNAPSHOT_INTERVAL_RECORDS = 5_000;

/** Bytes of one piece of a snapshot. */
export const SNAPSHOT_PIECE_BYTES = 256 * 1024;

/** Lease of the broker that runs the retention: if that broker stops, others take over after this time. */
export const PURGE_LEASE_MS = 60_000;

/** How long a close waits for the servers. */
export const CLOSE_TIMEOUT_MS = 5_000;

/** Tokens stay in their stream this long after they have expired, because clocks may differ. */
export const TOKEN_AGE_SLACK_MS = 600_000;
