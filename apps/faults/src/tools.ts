/** System programs that rows need. */
import { ensureProgram } from '@wearwire/test-support';
import { NotPossibleError } from './row.js';

/** Path of the program. Throws `NotPossibleError` if it is not installed. */
export function requireProgram(program: string, debianPackage = program): string {
  try {
    const path = ensureProgram(program, debianPackage);
    if (path !== undefined) return path;
  } catch {
    // `ensureProgram` throws with CI=true. The error below says the same, and makes the row `not run`.
  }
  throw new NotPossibleError(`${program} is not installed; install the package ${debianPackage}`);
}

export function requireRoot(): void {
  if (process.getuid?.() !== 0) throw new NotPossibleError('needs root');
}
