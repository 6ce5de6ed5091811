/**
 * Takes out of a deployed folder what this platform cannot load: binaries of uWebSockets.js for other
 * systems and other versions of Node. Says how much that was. Fails where none would be left.
 */
import { readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const [root] = process.argv.slice(2);
const wanted = `uws_${process.platform}_${process.arch}_${process.versions.modules}.node`;
// Links lead to the same file by several names.
const found = readdirSync(root, { recursive: true })
  .map((name) => join(root, String(name)))
  .filter((path) => /[\\/]uws_\w+\.node$/.test(path))
  .map((path) => realpathSync(path));
const binaries = [...new Set(found)];
if (!binaries.some((path) => path.endsWith(wanted))) {
  console.error(`there is no ${wanted}: uWebSockets.js has no binary for this Node`);
  process.exit(1);
}
let bytes = 0;
for (const path of binaries.filter((one) => !one.endsWith(wanted))) {
  bytes += statSync(path).size;
  rmSync(path);
}
console.log(`took ${Math.round(bytes / 1e6)} MB of binaries for other platforms out`);
