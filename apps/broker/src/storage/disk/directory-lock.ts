/**
 * One broker a data directory: a file with the process id of its owner.
 * A file whose process is gone (kill -9, power cut) is taken over.
 */
import { readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataDirectoryError } from '../errors.js';

/** Directories that this process holds, so that a second broker in it is refused as well. */
const heldHere = new Set<string>();

/** Returns what gives the directory back. Throws `DataDirectoryError` when another broker has it. */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'lock');
  if (heldHere.has(path)) throw inUse(directory, process.pid);
  heldHere.add(path);
  try {
    await claim(directory, path);
  } catch (error) {
    heldHere.delete(path);
    throw error;
  }
  return async () => {
    await unlink(path);
    heldHere.delete(path);
  };
}

/** The id of the process that runs a broker in the directory; `undefined`: none does. */
export async function lockOwner(directory: string): Promise<number | undefined> {
  const contents = await readFile(join(directory, 'lock'), 'utf8').catch(() => '');
  return isRunning(Number(contents)) ? Number(contents) : undefined;
}

async function claim(directory: string, path: string): Promise<void> {
  const contents = `${process.pid}\n`;
  try {
    await writeFile(path, contents, { flag: 'wx' });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'EEXIST') {
      const reason = code === 'ENOSPC' ? 'the disk is full' : `the system says ${code}`;
      throw new DataDirectoryError(`cannot write to ${directory}; ${reason}`, { cause });
    }
    const owner = Number(await readFile(path, 'utf8'));
    if (owner !== process.pid && isRunning(owner)) throw inUse(directory, owner);
    await writeFile(path, contents);
  }
}

function inUse(directory: string, owner: number): DataDirectoryError {
  return new DataDirectoryError(
    `${directory} is in use by another broker (process ${owner}); stop it or name another directory with --data`,
  );
}

function isRunning(processId: number): boolean {
  if (!Number.isInteger(processId) || processId <= 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
