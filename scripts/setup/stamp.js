/** Stores a hash of a step's inputs in a file; an equal hash in the next run means that there is nothing to do. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns a hash of the contents of files (paths relative to `root`) and of other inputs. */
export function fingerprint(root, files, inputs) {
  const hash = createHash('sha256').update(inputs.join('\n'));
  for (const file of files) {
    hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** Returns the stored hash; `undefined` if there is none. */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export function writeStamp(file, stamp) {
  writeFileSync(file, stamp);
}
