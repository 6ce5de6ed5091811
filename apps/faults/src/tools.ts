/** Programs of the system that a row needs. */
import { systemProgram } from '@wearwire/test-support';
import { NotPossibleError } from './row.js';

/** Path of the program. Throws `NotPossibleError` where there is none. */
export function need(program: string, debianPackage = program): string {
  try {
    const path = systemProgram(program, debianPackage);
    if (path !== undefined) return path;
  } catch {
    // With CI=true it throws; the run says so in its own way.
  }
  throw new NotPossibleError(`${program} is not there: install the package ${debianPackage}`);
}

export function needRoot(): void {
  if (process.getuid?.() !== 0) throw new NotPossibleError('needs root');
}
