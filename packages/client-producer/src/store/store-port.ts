/**
 * Where a producer keeps what was submitted, across the ends of its app. Records are short texts without
 * line breaks; what they say is the producer's own affair.
 *
 * The producer calls one at a time and waits for its end; after `load` it calls `replace` first.
 * MUST: resolve `append` and `replace` only when the records outlive the process; keep the order; keep either
 * all of a `replace` or everything as it was before.
 * MUST NOT: give a record back that is not whole; be used by two producers at the same time, whose numbers
 * would meet.
 */
export interface ProducerStore {
  /** Everything since the last `replace`, that included, in order; nothing at first. */
  load(): Promise<readonly string[]>;
  append(records: readonly string[]): Promise<void>;
  /** These instead of everything that is there. */
  replace(records: readonly string[]): Promise<void>;
  /**
   * Blocks of records, by number, beside all others: events for which memory has no room. All four or none;
   * without them events are dropped when memory is full. A block MUST be there when `putBlock` has resolved.
   */
  putBlock?(key: number, records: readonly string[]): Promise<void>;
  getBlock?(key: number): Promise<readonly string[]>;
  removeBlock?(key: number): Promise<void>;
  /** The keys of those that are there. */
  listBlocks?(): Promise<readonly number[]>;
  /** Records that no server can take and that are not kept otherwise, for somebody to look at. */
  setAside?(records: readonly string[]): Promise<void>;
  /** No call follows. */
  close?(): Promise<void>;
}
