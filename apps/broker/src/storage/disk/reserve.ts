/**
 * A file that does nothing but take up room. On a full disk retention could not make any: it has to write
 * numbers down before it removes a segment. Then this file goes first, and it comes back when there is room.
 */
import { randomBytes } from 'node:crypto';
import { unlink, writeFile } from 'node:fs/promises';
import { MetaWriteError } from '../errors.js';
import type { LogMemory } from './disk-event-log.js';

const RESERVE_BYTES = 1024 * 1024;

/** The memory, whose writes have room though the disk be full. `path`: of the file. */
export async function withReserve(memory: LogMemory, path: string): Promise<LogMemory> {
  let isThere = await fill(path);
  return {
    ...memory,
    rememberLastSeqs: async (lastSeqs) => {
      const all = [...lastSeqs];
      isThere ||= await fill(path);
      try {
        await memory.rememberLastSeqs(all);
      } catch (error) {
        if (!(error instanceof MetaWriteError && isThere)) throw error;
        isThere = false;
        await unlink(path);
        await memory.rememberLastSeqs(all);
      }
    },
  };
}

/** Whether there was room for it; where there is not, it takes up none. */
async function fill(path: string): Promise<boolean> {
  try {
    // Bytes that no file system can make smaller.
    await writeFile(path, randomBytes(RESERVE_BYTES));
    return true;
  } catch {
    await unlink(path).catch(() => {});
    return false;
  }
}
