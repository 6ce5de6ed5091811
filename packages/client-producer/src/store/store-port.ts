/**
 * Stores the events of a producer across restarts of its app. Records are short texts without line breaks;
 * their format is internal.
 *
 * Calls do not overlap; after `load` the producer calls `replace` first. MUST: resolve `append` and `replace`
 * only when the records survive the end of the process; keep the order; make `replace` atomic. MUST NOT:
 * return incomplete records; be used by two producers at the same time, whose numbers would collide.
 */
export interface ProducerStore {
  /** Returns the records of the last `replace` and all later ones, in order; empty at first. */
  load(): Promise<readonly string[]>;
  append(records: readonly string[]): Promise<void>;
  /** Replaces all records. */
  replace(records: readonly string[]): Promise<void>;
  /**
   * Blocks of records by number, for events that do not fit in memory. Implement all four methods or none;
   * without them events are dropped when memory is full. A block MUST be stored when `putBlock` resolves.
   */
  putBlock?(key: number, records: readonly string[]): Promise<void>;
  getBlock?(key: number): Promise<readonly string[]>;
  removeBlock?(key: number): Promise<void>;
  /** Returns the keys of the stored blocks. */
  listBlocks?(): Promise<readonly number[]>;
  /** Stores records that no server can accept, for inspection. */
  setAside?(records: readonly string[]): Promise<void>;
  /** Closes the store; called once, as the last call. */
  close?(): Promise<void>;
}
