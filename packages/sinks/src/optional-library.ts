/** Libraries that one sink needs and the others do not: loaded when that sink opens. */
import { SinkSetupError } from './errors.js';

/** Imports by `load`; explains how to install the library where it is missing. */
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
