/**
 * Removes unusable files from a deployed folder: binaries of uWebSockets.js for other systems and other versions of
 * Node, and links that point outside the folder. Links are not followed, so nothing outside is changed. Fails if no
 * usable binary is present.
 */
import { readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';

const root = realpathSync(process.argv[2]);
const wanted = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;

function* entriesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    yield { entry, path };
    if (entry.isDirectory()) yield* entriesBelow(path);
  }
}

const entries = [...entriesBelow(root)];
const binaries = entries.filter(
  ({ entry }) => entry.isFile() && /^uws_\w+\.node$/.test(entry.name),
);
if (!binaries.some(({ entry }) => entry.name === wanted)) {
  console.error(`cannot find ${wanted}: uWebSockets.js has no binary for this Node`);
  process.exit(1);
}
let bytes = 0;
for (const { entry, path } of binaries) {
  if (entry.name === wanted) continue;
  bytes += statSync(path).size;
  rmSync(path);
}
for (const { entry, path } of entries) {
  if (entry.isSymbolicLink() && !realpathSync(path).startsWith(root + sep)) rmSync(path);
}
console.log(`removed ${Math.round(bytes / 1e6)} MB of binaries for other platforms`);
