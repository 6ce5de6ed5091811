/** Files that settings name: the config file, the certificate, its key. */
import { readFile } from 'node:fs/promises';
import { irregularityOf } from '../storage/disk/files/regular-file.js';
import { ConfigError } from './config-error.js';

/** Some editors put it before UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF';

/** `name`: of the file in the message. Throws `ConfigError` when it is not a regular file that can be read. */
export async function readSettingsFile(name: string, path: string): Promise<Buffer> {
  try {
    const noun = await irregularityOf(path);
    if (noun !== undefined) throw new ConfigError(`${name} is ${noun}; name a regular file`);
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`${name} cannot be read (${code})`, { cause });
  }
}
