/** What a data directory lacks and what does not belong in it, found without changing anything. */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { blockingFiles } from '../storage/disk/blocking-files.js';
import { type LogSurvey, surveyLog } from '../storage/disk/log-survey.js';
import { isDataDirectory, LOG_FOLDER, openMeta } from './data-directory.js';

/** What `doctor` reports of the contents of a data directory. */
export interface DirectorySurvey extends LogSurvey {
  /** Whether the log holds segments. */
  readonly hasSegments: boolean;
  /** The meta store is not there, though the log holds segments. */
  readonly isMetaMissing: boolean;
}

/** Also beside a broker that runs in it. Throws `DataDirectoryError` where the meta store is damaged. */
export async function surveyDirectory(directory: string): Promise<DirectorySurvey> {
  const path = join(directory, LOG_FOLDER);
  const names: string[] = [];
  for (const name of await readdir(path).catch(() => [])) {
    // Opening a FIFO would block forever.
    if ((await lstat(join(path, name))).isFile()) names.push(name);
  }
  const hasSegments = names.some((name) => name.endsWith('.segment'));
  const hasMeta = await isDataDirectory(directory);
  const files = { ...blockingFiles(path), list: async () => names };
  const epoch = hasMeta && hasSegments ? await epochOf(directory) : undefined;
  return {
    ...(await surveyLog(files, epoch)),
    hasSegments,
    isMetaMissing: hasSegments && !hasMeta,
  };
}

async function epochOf(directory: string): Promise<number> {
  const meta = await openMeta(directory);
  try {
    return meta.logMemory.epoch;
  } finally {
    await meta.close();
  }
}
