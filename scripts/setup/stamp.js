/** What a step worked on, as one hash in a file: the same hash the next time means nothing to do. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of the contents of files (paths from `root`) and of other facts. */
export function fingerprint(root, files, facts) {
  const hash = createHash('sha256').update(facts.join('\n'));
  for (const file of files) {
    hash.update(`\n${file}\n`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

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
