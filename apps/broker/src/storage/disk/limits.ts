/** What bounds the log on disk: memory, files, the pace of background work. docs/storage.md has the table. */

/** A segment that reaches this size is sealed. */
export const SEGMENT_BYTES_MAX = 64 * 1024 * 1024;

/** A segment holds at most this part of the retention's time. */
export const SEGMENT_TIME_PART = 8;

/** From this part of its size or time on, the file of the next segment is made. */
export const NEXT_SEGMENT_PART = 7 / 8;

/** Segments that have ended and wait for their footers, in memory; then the log waits for one of them. */
export const ENDED_SEGMENTS_MAX = 4;

/** What is written of a footer at once. */
export const FOOTER_STEP_BYTES = 1024 * 1024;

/** Records of one developer that lie side by side are one entry of the index up to this size. */
export const RUN_BYTES_MAX = 64 * 1024;

/** A sorted segment puts a developer's chunks together to records of up to this size. */
export const SORTED_RECORD_BYTES_MAX = 256 * 1024;

/** Parts of footers that stay in memory; what was not used for longest goes first. */
export const FOOTER_CACHE_BYTES_MAX = 32 * 1024 * 1024;

/** Files of sealed segments that stay open though nobody reads them. */
export const IDLE_FILES_MAX = 128;

/** What a sort reads or writes at once before it pauses. */
export const SORT_STEP_BYTES = 1024 * 1024;

/** After a step it rests so many times as long as the step took, within bounds. */
export const SORT_REST_PART = 9;
export const SORT_REST_MIN_MS = 5;
export const SORT_REST_MAX_MS = 1_000;

/** While the log takes more than this, sorting waits, and looks again after a while. */
export const SORT_LOAD_MAX_BYTES_PER_SECOND = 16 * 1024 * 1024;
export const SORT_LOAD_WAIT_MS = 1_000;

/** A log that refused works again when so much can be written. */
export const PROBE_BYTES = 256 * 1024;
