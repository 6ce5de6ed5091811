/** A log on a disk with failures that a test controls. */

import type { LogFile, LogFiles } from '../src/storage/disk/files/files.js';
import { FOOTER_MARKER } from '../src/storage/disk/index/footer.js';
import { SyncError } from '../src/storage/errors.js';
import { StorageHealth } from '../src/storage/health.js';
import { appendTo, openDiskLog } from './disk-log-under-test.js';
import { warningLogger } from './loggers.js';
import { wrapFiles } from './wrap-files.js';

/** The first write of a footer, after the marker that ends the records. */
export function isFooter([first, ...others]: readonly Buffer[]): boolean {
  return first?.equals(FOOTER_MARKER) === true && others.length > 0;
}

class FailingDisk {
  writesFail = false;
  footersFail = false;
  syncsFail = false;
  truncatesFail = false;

  readonly wrap = (files: LogFiles): LogFiles =>
    wrapFiles(files, (file) => {
      const write: LogFile['write'] = async (buffers, position) => {
        const fails = this.writesFail || (this.footersFail && isFooter(buffers));
        if (!fails) return file.write(buffers, position);
        await file.write([(buffers[0] as Buffer).subarray(0, 10)], position);
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      };
      const sync = async () => {
        if (this.syncsFail) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
        return file.sync();
      };
      return {
        write,
        sync,
        commit: async (buffers, position) => {
          await write(buffers, position);
          await sync().catch((cause: unknown) => {
            throw new SyncError({ cause });
          });
        },
        truncate: async (size) => {
          if (this.truncatesFail) throw new Error('input/output error');
          return file.truncate(size);
        },
      };
    });
}

/** Adds the warnings of the log to `warnings`. */
export async function openOnFailingDisk(segmentBytesMax?: number, warnings: unknown[] = []) {
  const disk = new FailingDisk();
  const options = segmentBytesMax === undefined ? {} : { segmentBytesMax };
  const logger = warningLogger((fields) => warnings.push(fields));
  const health = new StorageHealth(logger);
  const test = await openDiskLog({ ...options, wrapFiles: disk.wrap, logger, health: health.log });
  const append = (first: number, count = 1) => appendTo(test, first, count);
  return { disk, test, append, health };
}
