/**
 * A file that reserves disk space so that retention can run on a full disk: before retention removes a segment, it must
 * write to the meta store. If such a write fails, this file is deleted and the write is repeated; the file is created
 * again before a later write, when there is space.
 */
import { randomBytes } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { MetaWriteError } from '../../errors.js';
import { demandRegularFile, openForOwner } from '../files/regular-file.js';
import type { LogState } from '../segment/log-state.js';

const RESERVE_BYTES = 1024 * 1024;

/**
 * Wraps a `LogState` so that the writes of retention succeed on a full disk. `path`: path of the reserve. Throws
 * `DataDirectoryError` if something other than a regular file is there.
 */
export async function withReserve(state: LogState, path: string): Promise<LogState> {
  await demandRegularFile(path);
  let isReserved = await fill(path);
  const withReservedSpace = async (write: () => Promise<void>): Promise<void> => {
    isReserved ||= await fill(path);
    try {
      await write();
    } catch (error) {
      if (!(error instanceof MetaWriteError && isReserved)) throw error;
      isReserved = false;
      await unlink(path);
      await write();
    }
  };
  return {
    ...state,
    storeLastSeqs: (lastSeqs) => {
      const all = [...lastSeqs];
      return withReservedSpace(() => state.storeLastSeqs(all));
    },
    storeSpan: (span) => withReservedSpace(() => state.storeSpan(span)),
  };
}

/** Creates the file. Returns whether it succeeded; after a failure the file does not exist. */
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
