/** A log on a disk with failures that a test controls. */

import { chunkOf } from '../src/storage/contract/events.js';
import type { LogFile, LogFiles } from '../src/storage/disk/files/files.js';
import { FOOTER_MARKER } from '../src/storage/disk/index/footer.js';
import { SyncError } from '../src/storage/errors.js';
import { StorageHealth } from '../src/storage/health.js';
import { openDiskLog, warningsOf } from './disk-log-under-test.js';
import { on } from './log-calls.js';

/** The first write of a footer, after the marker that ends the records. */
export function isFooter([first, ...others]: readonly Buffer[]): boolean {
  return first?.equals(FOOTER_MARKER) === true && others.length > 0;
}

/** A disk with failures that a test controls. */
class FailingDisk {
  writesFail = false;
  footersFail = false;
  syncsFail = false;
  truncatesFail = false;

  readonly wrap = (files: LogFiles): LogFiles => ({
    ...files,
    create: async (name) => this.#wrapFile(await files.create(name)),
    open: async (name) => this.#wrapFile(await files.open(name)),
  });

  #wrapFile(file: LogFile): LogFile {
    const wrapped: LogFile = {
      write: async (buffers, position) => {
        const fails = this.writesFail || (this.footersFail && isFooter(buffers));
        if (!fails) return file.write(buffers, position);
        await file.write([(buffers[0] as Buffer).subarray(0, 10)], position);
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      },
      commit: async (buffers, position) => {
        await wrapped.write(buffers, position);
        await wrapped.sync().catch((cause: unknown) => {
          throw new SyncError({ cause });
        });
      },
      sync: async () => {
        if (this.syncsFail) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
        return file.sync();
      },
      truncate: async (size) => {
        if (this.truncatesFail) throw new Error('input/output error');
        return file.truncate(size);
      },
      read: (target, position) => file.read(target, position),
      size: () => file.size(),
      close: () => file.close(),
    };
    return wrapped;
  }
}

export async function openOnFailingDisk(segmentBytesMax?: number, lines: unknown[] = []) {
  const disk = new FailingDisk();
  const options = segmentBytesMax === undefined ? {} : { segmentBytesMax };
  const logger = warningsOf(lines);
  const health = new StorageHealth(logger);
  const test = await openDiskLog({ ...options, wrapFiles: disk.wrap, logger, health: health.log });
  const append = (first: number, count = 1) =>
    on(test.log).append('a', chunkOf('a', first, count, test.clock.nowMs));
  return { disk, test, append, health };
}
