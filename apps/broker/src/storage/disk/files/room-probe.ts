/** Tests whether a file system accepts a new file of some size: writes, syncs and removes it. */
import { randomBytes } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const PROBE_FILE = 'probe';
const PROBE_FILE_BYTES = 64 * 1024;

/** Rejects with the system's error if a file of `bytes` bytes cannot be written. */
export async function probeRoom(directory: string, bytes = PROBE_FILE_BYTES): Promise<void> {
  const path = join(directory, PROBE_FILE);
  const file = await open(path, 'w', 0o600);
  try {
    // Random bytes, which a file system cannot compress; a short write is followed by one that fails.
    await file.writeFile(randomBytes(bytes));
    await file.datasync();
  } finally {
    await file.close();
    await unlink(path);
  }
}
