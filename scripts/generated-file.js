/** Writes generated files. With the argument `--check`, compares them instead. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './packages/publishable.js';

const isCheck = process.argv.includes('--check');

/**
 * Writes the text to a file; `file` is relative to the root. With `--check` it writes nothing: if the file differs, it
 * prints the command that updates the file and sets the exit code to 1.
 */
export function updateFile(file, text, command) {
  const path = join(ROOT, file);
  if (!isCheck) writeFileSync(path, text);
  else if (textOf(path) !== text) {
    console.error(`${file} is out of date: run ${command}`);
    process.exitCode = 1;
  }
}

/** Returns the text of a file; `undefined` if there is none. */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
