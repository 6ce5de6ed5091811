/** How long events are kept, by a clock that tests can turn. */
export interface Retention {
  readonly retentionMs: number;
  /** Wall clock, ms since 1970. */
  now(): number;
}

/** Chunks handed to the log before this moment are gone for readers (P-REP-8). */
export function retentionStartMs(retention: Retention): number {
  return retention.now() - retention.retentionMs;
}
