/** Events that wait in the store because memory is full: in blocks, each of one type and one stretch of time. */
import type { Entry } from './entry.js';

/** What memory keeps of a block. */
export interface Block {
  readonly key: number;
  readonly type: string;
  readonly count: number;
  readonly bytes: number;
  /** Ids are its own from this one on, in the order of `submit`. */
  readonly firstId: number;
  readonly newestAtMs: number;
}

export interface SpillPort {
  /** Whether it takes blocks: it can, and has not failed. */
  readonly isOpen: boolean;
  /** Takes these out of memory, in order; all are of one type. */
  write(entries: readonly Entry[]): Block;
  /** Gives them back; `undefined` when they cannot be read. Never rejects. */
  read(block: Block): Promise<readonly Entry[] | undefined>;
  /** They are given up. */
  drop(block: Block): void;
}
