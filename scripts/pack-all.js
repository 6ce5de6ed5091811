/**
 * `pnpm pack:all DIR`: packs every package that will be published into DIR, and says how to install them
 * together. Reads the built packages: build first (`node scripts/setup.js`).
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
  // Tarballs of another version would be installed with these.
  console.error(`${destination} is not empty; name a new directory`);
  process.exit(1);
}
const tarballs = await packAll(destination);
const shown = relative(process.cwd(), destination) || '.';
console.log(`${tarballs.length} packages in ${shown}; install them all together, elsewhere:`);
console.log(`  npm install ${destination}/*.tgz`);
