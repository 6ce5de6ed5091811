/**
 * A file that only takes up room. On a full disk retention could not make any: it has to write numbers to the
 * small store before it removes a segment. Then this file is removed first, and made again when there is room.
 */
import { randomBytes } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { MetaWriteError } from '../../errors.js';
import { demandRegularFile, openForOwner } from '../files/regular-file.js';
import type { LogMemory } from '../segment/log-memory.js';

const RESERVE_BYTES = 1024 * 1024;

/**
 * The memory, whose writes have room though the disk be full. `path`: of the file. Throws `DataDirectoryError`
 * when something else than a regular file is there.
 */
export async function withReserve(memory: LogMemory, path: string): Promise<LogMemory> {
  await demandRegularFile(path);
  let isThere = await fill(path);
  const withRoom = async (write: () => Promise<void>): Promise<void> => {
    isThere ||= await fill(path);
    try {
      await write();
    } catch (error) {
      if (!(error instanceof MetaWriteError && isThere)) throw error;
      isThere = false;
      await unlink(path);
      await write();
    }
  };
  return {
    ...memory,
    rememberLastSeqs: (lastSeqs) => {
      const all = [...lastSeqs];
      return withRoom(() => memory.rememberLastSeqs(all));
    },
    rememberSpan: (span) => withRoom(() => memory.rememberSpan(span)),
  };
}

/** Whether there was room for it; where there is not, it takes up none. */
async function fill(path: string): Promise<boolean> {
  try {
    const file = await openForOwner(path, 'w');
    // Bytes that no file system can make smaller.
    await file.writeFile(randomBytes(RESERVE_BYTES)).finally(() => file.close());
    return true;
  } catch {
    await unlink(path).catch(() => {});
    return false;
  }
}
