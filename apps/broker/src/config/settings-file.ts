/** Reads the files named by settings: config file, certificate, key. */
import { readFile } from 'node:fs/promises';
import { describeUnlessRegular } from '../storage/disk/files/regular-file.js';
import { ConfigError } from './config-error.js';

/** Written by some editors at the start of UTF-8 files. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** Rejects with `ConfigError` if `path` is not a readable regular file; `name` begins the error's message. */
export async function readSettingsFile(name: string, path: string): Promise<Buffer> {
  try {
    const noun = await describeUnlessRegular(path);
    if (noun !== undefined) throw new ConfigError(`${name} is ${noun}; choose a regular file`);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`${name} cannot be read (${code})`, { cause });
  }
}
