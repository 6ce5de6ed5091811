/** Limits of the log on disk: memory, files, the pace of background work. docs/storage.md has the table. */

/** A segment that reaches this size is sealed. */
export const SEGMENT_BYTES_MAX = 64 * 1024 * 1024;

/** A segment covers at most the retention divided by this. */
export const SEGMENT_RETENTION_DIVISOR = 8;

/** At this fraction of a segment's size or time, the file of the next segment is created. */
export const NEXT_SEGMENT_FRACTION = 7 / 8;

/** Zeros written at once after the records of the writable segment. */
export const ZEROS_STEP_BYTES = 1024 * 1024;

/** No zeros are written before a segment has records of this size, so that an idle log stays small. */
export const ZEROS_FROM_BYTES = 64 * 1024;

/** No zeros are written after larger commits: every byte would be written twice for little gain. */
export const ZEROS_COMMIT_BYTES_MAX = 32 * 1024;

/** Ended segments that may wait for their footers, in memory; beyond that, the log waits. */
export const ENDED_SEGMENTS_MAX = 4;

/** Bytes of a footer written at once. */
export const FOOTER_STEP_BYTES = 1024 * 1024;

/** Adjacent records of one developer share an index entry up to this size. */
export const RUN_BYTES_MAX = 64 * 1024;

/** A sorted segment merges a developer's chunks into records of up to this size. */
export const SORTED_RECORD_BYTES_MAX = 256 * 1024;

/** Size of the cache of footers, which evicts the least recently used first. */
export const FOOTER_CACHE_BYTES_MAX = 32 * 1024 * 1024;

/** Unused files of sealed segments that stay open. */
export const IDLE_FILES_MAX = 128;

/** Segments that a read opens in advance. */
export const SEGMENTS_PREPARED = 8;

/** Bytes that a sort reads or writes before it pauses. */
export const SORT_STEP_BYTES = 1024 * 1024;

/** The pause after a step, as a multiple of its duration, with a minimum and a maximum. */
export const SORT_PAUSE_FACTOR = 9;
export const SORT_PAUSE_MIN_MS = 5;
export const SORT_PAUSE_MAX_MS = 1_000;

/** While more bytes than this are appended per second, sorting waits and checks again after the interval below. */
export const SORT_LOAD_MAX_BYTES_PER_SECOND = 16 * 1024 * 1024;
export const SORT_LOAD_WAIT_MS = 1_000;

/** A log that refused works again once this many bytes can be written. */
export const TEST_WRITE_BYTES = 256 * 1024;
