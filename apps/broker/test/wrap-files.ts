/** Replaces operations of a log's files. */
import type { LogFile, LogFiles } from '../src/storage/disk/files/files.js';

/** Calls `replace` for each file that is created or opened: the operations that it returns replace those of the file. */
export function wrapFiles(
  files: LogFiles,
  replace: (file: LogFile, name: string) => Partial<LogFile>,
): LogFiles {
  const wrap = (file: LogFile, name: string): LogFile => ({
    write: (buffers, position) => file.write(buffers, position),
    commit: (buffers, position) => file.commit(buffers, position),
    sync: () => file.sync(),
    truncate: (size) => file.truncate(size),
    read: (target, position) => file.read(target, position),
    size: () => file.size(),
    close: () => file.close(),
    ...replace(file, name),
  });
  return {
    ...files,
    create: async (name) => wrap(await files.create(name), name),
    open: async (name) => wrap(await files.open(name), name),
  };
}
