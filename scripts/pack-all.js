/**
 * `pnpm pack:all DIR`: packs every published package into DIR and prints the command that installs them.
 * Reads the built packages: build first (`node scripts/setup.js`).
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { packAll } from './packages/pack.js';

const [directory] = process.argv.slice(2);
if (directory === undefined) {
  console.error('usage: pnpm pack:all DIR');
  process.exit(2);
}
const destination = resolve(directory);
mkdirSync(destination, { recursive: true });
if (readdirSync(destination).length > 0) {
  // Otherwise tarballs of another version would be installed too.
  console.error(`${destination} is not empty; choose another directory`);
  process.exit(1);
}
const tarballs = await packAll(destination);
const displayPath = relative(process.cwd(), destination) || '.';
console.log(
  `${tarballs.length} packages in ${displayPath}; install them together in another project:`,
);
console.log(`  npm install ${destination}/*.tgz`);
