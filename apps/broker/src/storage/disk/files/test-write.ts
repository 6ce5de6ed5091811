/** Tests whether a file system accepts a new file: writes, syncs and removes one. */
import { randomBytes } from 'node:crypto';
import { open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_MODE } from './regular-file.js';

const TEST_FILE_BYTES = 64 * 1024;

/** Rejects with the system's error if the file cannot be written. */
export async function testWrite(directory: string): Promise<void> {
  const path = join(directory, 'probe');
  const file = await open(path, 'w', FILE_MODE);
  try {
    // Random bytes, which a file system cannot compress; a short write is followed by one that fails.
    await file.writeFile(randomBytes(TEST_FILE_BYTES));
    await file.datasync();
  } finally {
    await file.close();
    await unlink(path);
  }
}
