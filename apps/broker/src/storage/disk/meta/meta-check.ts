/**
 * Checks whether the meta store can be read. LMDB does not validate its file, and a damaged one can crash the
 * process. So a child process reads the whole store first.
 */
import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataDirectoryError } from '../../errors.js';
import { undefinedIfMissing } from '../files/system-error.js';
import { makeEnvironmentFiles } from './lmdb-environment.js';

const READER = fileURLToPath(new URL('./meta-reader.js', import.meta.url));

/** Throws `DataDirectoryError` if the store is damaged. `folder`: folder of `data.mdb`; may be missing. */
export async function checkMeta(folder: string): Promise<void> {
  const file = join(folder, 'data.mdb');
  const reason = await metaDamage(folder);
  if (reason === undefined) return;
  throw new DataDirectoryError(
    `${file} is damaged (${reason}); restore it from a backup, or move it away to start without the stored developers and tokens and with a new epoch`,
  );
}

/** The damage of `data.mdb` in the folder; `undefined`: none was found, or the file is missing or empty. */
export async function metaDamage(folder: string): Promise<string | undefined> {
  await makeEnvironmentFiles(folder);
  const stats = await stat(join(folder, 'data.mdb')).catch(undefinedIfMissing);
  return stats === undefined || stats.size === 0 ? undefined : readInChild(folder);
}

/** Signals of a crash, as opposed to signals sent by others. */
const CRASHES: readonly string[] = ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE', 'SIGTRAP'];

/** How reading the store failed; `undefined`: it can be read, or the child process could not start. */
function readInChild(folder: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [READER, folder], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', () => resolve(undefined));
    child.once('close', (status, signal) => {
      if (signal !== null && !CRASHES.includes(signal)) {
        // The sender, such as a terminal on Ctrl-C, may have signalled both processes.
        reject(new DataDirectoryError(`the check of ${folder} was ended by ${signal}; try again`));
      } else if (signal !== null) resolve(`reading it ends with ${signal}`);
      else resolve(status === 0 ? undefined : output.trim() || `reading it ends with ${status}`);
    });
  });
}
