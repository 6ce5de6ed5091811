#!/usr/bin/env node
/** Entry point of the program. The code is in ../src, compiled to ../dist. */
import { readFileSync } from 'node:fs';

/** Returns whether Node is recent enough. If not, says so: an old Node would fail later with an unclear error. */
function checkNode() {
  const { engines } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const [majorMin, minorMin] = engines.node.replace('>=', '').split('.').map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return true;
  process.stderr.write(
    `wearwire: Node ${process.versions.node} is too old: wearwire needs ${majorMin}.${minorMin} or later (https://nodejs.org)\n`,
  );
  return false;
}

let status = 1;
try {
  if (checkNode()) {
    const { main } = await import('../dist/index.js');
    status = await main(process.argv.slice(2));
  }
} catch (error) {
  const isUnbuilt = error?.code === 'ERR_MODULE_NOT_FOUND' && /[\\/]dist[\\/]/.test(error.message);
  if (!isUnbuilt) throw error;
  process.stderr.write('wearwire: not built yet; run "npm start" once in the clone\n');
}
// Exit even if keep-alive connections are open, after stdout and stderr have been flushed.
process.stdout.write('', () => process.stderr.write('', () => process.exit(status)));
