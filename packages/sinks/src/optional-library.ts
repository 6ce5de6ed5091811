/** Loads a library that only one sink needs, when that sink is opened. */
import { SinkSetupError } from './errors.js';

/** Calls `load`; if the library is missing, throws an error that explains how to install it. */
export async function optionalLibrary<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new SinkSetupError(
      `this sink needs the library ${name}, which is not installed: run "npm install ${name}"`,
      { cause },
    );
  }
}
