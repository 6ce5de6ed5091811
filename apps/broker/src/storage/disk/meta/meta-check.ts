/**
 * Whether the small store can be read at all. LMDB believes what it finds in its file: a damaged one can end
 * the process with a signal. So a process of its own reads it first, and its end tells.
 */
import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DataDirectoryError } from '../../errors.js';
import { unlessMissing } from '../files/system-error.js';
import { makeEnvironmentFiles } from './lmdb-environment.js';

const PROBE = fileURLToPath(
  new URL('../../../../dist/storage/disk/meta/meta-probe.js', import.meta.url),
);

/** Throws `DataDirectoryError`. `folder`: of `data.mdb`; it may be missing. */
export async function checkMeta(folder: string): Promise<void> {
  const file = join(folder, 'data.mdb');
  const reason = await metaDamage(folder);
  if (reason === undefined) return;
  throw new DataDirectoryError(
    `${file} is damaged (${reason}); restore it from a backup, or move it away: developers that were made, unused tokens and the log's epoch are made anew then`,
  );
}

/** What is wrong with `data.mdb` in the folder; `undefined`: nothing, or it is missing. */
export async function metaDamage(folder: string): Promise<string | undefined> {
  await makeEnvironmentFiles(folder);
  const stats = await stat(join(folder, 'data.mdb')).catch(unlessMissing);
  return stats === undefined || stats.size === 0 ? undefined : probe(folder);
}

/** Signals that a process gets by what it does itself. */
const CRASHES: readonly string[] = ['SIGSEGV', 'SIGBUS', 'SIGABRT', 'SIGILL', 'SIGFPE', 'SIGTRAP'];

/** `undefined`: it can be read, or no process could be started to try. */
function probe(folder: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROBE, folder], { stdio: ['ignore', 'pipe', 'ignore'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.once('error', () => resolve(undefined));
    child.once('close', (status, signal) => {
      if (signal !== null && !CRASHES.includes(signal)) {
        // Whoever ends this process, as Ctrl-C does, may have ended that one too.
        reject(new DataDirectoryError(`the check of ${folder} was ended by ${signal}; try again`));
      } else if (signal !== null) resolve(`reading it ends with ${signal}`);
      else resolve(status === 0 ? undefined : said.trim() || `reading it ends with ${status}`);
    });
  });
}
