/**
 * A file that reserves disk space, so that retention can run on a full disk: it has to write numbers to the meta
 * store before it removes a segment. Then this file is removed, and created again when there is space.
 */
import { randomBytes } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { MetaWriteError } from '../../errors.js';
import { demandRegularFile, openForOwner } from '../files/regular-file.js';
import type { LogMemory } from '../segment/log-memory.js';

const RESERVE_BYTES = 1024 * 1024;

/**
 * Wraps a `LogMemory` so that its writes succeed on a full disk. `path`: path of the file. Throws
 * `DataDirectoryError` if something other than a regular file is there.
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

/** Whether the file could be created; if not, it occupies no space. */
async function fill(path: string): Promise<boolean> {
  try {
    const file = await openForOwner(path, 'w');
    // Random bytes, which a file system cannot compress.
    await file.writeFile(randomBytes(RESERVE_BYTES)).finally(() => file.close());
    return true;
  } catch {
    await unlink(path).catch(() => {});
    return false;
  }
}
