/** Finds missing and unexpected files in a data directory, without changing anything. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { blockingFiles } from '../storage/disk/files/blocking-files.js';
import { namesIn } from '../storage/disk/files/folders.js';
import { undefinedIfMissing } from '../storage/disk/files/system-error.js';
import { type LogSurvey, surveyLog } from '../storage/disk/segment/log-survey.js';
import { isDataDirectory, LOG_FOLDER, openMeta } from './data-directory.js';

/** The findings of `doctor` about a data directory. */
export interface DirectorySurvey extends LogSurvey {
  /** Whether the log has segments. */
  readonly hasSegments: boolean;
  /** The meta store is missing although the log has segments. */
  readonly isMetaMissing: boolean;
}

/**
 * Surveys a data directory; safe while a broker uses it. Throws `DataDirectoryError` if the meta store is damaged or
 * the log cannot be read.
 */
export async function surveyDirectory(directory: string): Promise<DirectorySurvey> {
  const path = join(directory, LOG_FOLDER);
  const hasMeta = await isDataDirectory(directory);
  const { names, ...known } = hasMeta
    ? await readKnownLog(directory, path)
    : { names: await regularFiles(path) };
  const hasSegments = names.some((name) => name.endsWith('.segment'));
  const files = { ...blockingFiles(path), list: async () => names };
  return {
    ...(await surveyLog(files, known)),
    hasSegments,
    isMetaMissing: hasSegments && !hasMeta,
  };
}

/** Lists only regular files, because opening a FIFO would block forever. */
async function regularFiles(path: string): Promise<string[]> {
  const names: string[] = [];
  for (const name of await namesIn(path)) {
    const stats = await lstat(join(path, name)).catch(undefinedIfMissing);
    if (stats?.isFile()) names.push(name);
  }
  return names;
}

/**
 * The file names of the log, and its span according to the meta store. The end of the span is read before the files are
 * listed, its beginning afterwards, so that a segment that is created or removed meanwhile is not reported.
 */
async function readKnownLog(directory: string, path: string) {
  await using meta = await openMeta(directory);
  const before = meta.logState.span;
  const names = await regularFiles(path);
  const after = meta.logState.span;
  const span = before && after && { ...before, first: after.first };
  return { names, span, epoch: meta.logState.epoch };
}
