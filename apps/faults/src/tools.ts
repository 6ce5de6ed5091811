/** System programs that rows need. */
import { ensureProgram } from '@wearwire/test-support';
import { NotPossibleError } from './row.js';

/** Path of the program. Throws `NotPossibleError` if it is not installed. */
export function requireProgram(program: string, debianPackage = program): string {
  try {
    const path = ensureProgram(program, debianPackage);
    if (path !== undefined) return path;
  } catch {
    // With CI=true it throws; the row reports the missing program below.
  }
  throw new NotPossibleError(`${program} is not installed; install the package ${debianPackage}`);
}

export function requireRoot(): void {
  if (process.getuid?.() !== 0) throw new NotPossibleError('needs root');
}
