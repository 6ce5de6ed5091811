/** Which failures of a commit end the meta store until the broker starts again. */
import { probeRoom } from '../files/room-probe.js';

/** LMDB's codes for a damaged file or an environment in a failed state. */
const LMDB_DAMAGE: readonly unknown[] = [-30795, -30796, -30797];
const EIO = 5;

/**
 * Begins LMDB's message when the system refused to write a page. The library formats that message into a buffer that
 * can be too short, which damages the memory of the process: glibc then ends it with SIGABRT at some later time.
 */
export const PAGE_NOT_WRITTEN = 'Attempting to write page';

/**
 * After a page was refused, the process must end. LMDB reports EIO also for a short write, as on a full disk, which
 * has no such message; a test file in the folder shows which. After a disk error, success of later operations is not
 * trusted.
 */
export async function isFinalFailure(cause: unknown, folder: string): Promise<boolean> {
  const { code, message = '' } = cause as { readonly code?: unknown; readonly message?: string };
  if (code === 'EIO' || message.includes(PAGE_NOT_WRITTEN)) return true;
  if (code !== EIO) return LMDB_DAMAGE.includes(code);
  return probeRoom(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'EIO',
  );
}
