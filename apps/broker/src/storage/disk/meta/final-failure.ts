/** Decides which failures of a commit make the meta store unusable until the broker starts again. */
import { testWrite } from '../files/test-write.js';

/** LMDB's codes for a damaged file or an environment in a failed state. */
const LMDB_DAMAGE: readonly unknown[] = [-30795, -30796, -30797];
const EIO = 5;

/**
 * Part of LMDB's error message if the system refused to write a page. The library formats that message into a buffer
 * that can be too short, which damages the memory of the process; glibc may later end it with SIGABRT.
 */
export const PAGE_NOT_WRITTEN = 'Attempting to write page';

/**
 * Whether the process must end after this failure of a commit: if LMDB could not write a page, after a disk error, or
 * if the file is damaged. LMDB also reports EIO for a short write, as on a full disk, without the message above;
 * writing a test file in `folder` tells the two apart.
 */
export async function isFinalFailure(cause: unknown, folder: string): Promise<boolean> {
  const { code, message = '' } = cause as { readonly code?: unknown; readonly message?: string };
  if (code === 'EIO' || message.includes(PAGE_NOT_WRITTEN)) return true;
  if (code !== EIO) return LMDB_DAMAGE.includes(code);
  return testWrite(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'EIO',
  );
}
