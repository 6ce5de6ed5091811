/**
 * Room inside LMDB's file, so that tokens can be given while the disk is full. LMDB never gives pages back to the
 * file system: what was written and removed is used again before the file grows. So entries of some MiB are written
 * and removed; where there is that much room already, the file stays as large as it is. It does not help on a file
 * system that writes each page to a new place, such as btrfs or ZFS.
 */
import type { Database, RootDatabase } from 'lmdb';
import { batchesOf, nextTurn } from '../../in-turns.js';

/** Some 10,000 tokens, or as many bytes of what else is small. */
export const META_ROOM_BYTES = 4 * 1024 * 1024;

/** So large that two fill a page. */
const ENTRY_BYTES = 1_900;
const ENTRIES_IN_PAGE = 2;
const PAGE_BYTES = 4_096;

/**
 * Entries in one transaction, which runs on this thread. Few: LMDB writes pages of a large transaction early, and a
 * failure of such a write ends the process.
 */
const ENTRIES_AT_ONCE = 16;

/** Rejects where the disk has no room for it; what was there stays. */
export async function makeMetaRoom(root: RootDatabase): Promise<void> {
  const room: Database<string, number> = root.openDB({ name: 'room' });
  const count = (META_ROOM_BYTES / PAGE_BYTES) * ENTRIES_IN_PAGE;
  const keys = Array.from({ length: count }, (_, key) => key);
  const value = 'x'.repeat(ENTRY_BYTES);
  try {
    await change(room, keys, (key) => room.put(key, value));
  } finally {
    await change(room, keys, (key) => room.remove(key));
  }
}

async function change(
  room: Database<string, number>,
  keys: readonly number[],
  one: (key: number) => unknown,
): Promise<void> {
  for (const batch of batchesOf(keys, ENTRIES_AT_ONCE)) {
    await room.transaction(() => {
      for (const key of batch) one(key);
    });
    await nextTurn();
  }
}
