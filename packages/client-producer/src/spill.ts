/** Events that wait in the store because memory is full, in blocks of one type and one period of time. */
import type { Entry } from './entry.js';

/** The data of a block that is kept in memory. */
export interface Block {
  readonly key: number;
  readonly type: string;
  readonly count: number;
  readonly bytes: number;
  /** Id of the first event; the others have consecutive ids, in the order of `submit`. */
  readonly firstId: number;
  readonly newestAtMs: number;
}

export interface SpillPort {
  /** Whether the store accepts blocks: it supports them and has not failed. */
  readonly isOpen: boolean;
  /** Stores these events of one type, in order, as a block. */
  write(entries: readonly Entry[]): Block;
  /** Returns the events of a block, except those that cannot be read. Never rejects. */
  read(block: Block): Promise<readonly Entry[]>;
  /** Discards a block. */
  drop(block: Block): void;
}
