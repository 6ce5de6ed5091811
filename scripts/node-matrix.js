/**
 * Runs the tests of the clients and of the broker's sockets under the Node versions that are promised: 22, 24 and
 * 26 beside the one at hand.
 * The binaries come from the npm package `node`, through npx and its cache. Versions can be named:
 *
 *   node scripts/node-matrix.js 24
 *
 * Reads the built packages: build first. Exit 1: a version has failed.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const VERSIONS = ['22', '24', '26'];
const CLIENTS = ['packages/protocol', 'packages/client-'];
/** What goes through a socket, on the library that the broker chooses under that Node (docs/adr/0021). */
const BROKER = [
  'apps/broker/src/sockets',
  ...['broker.test', 'conformance', 'websocket', 'slow-consumer', 'tls', 'limits', 'failures'],
  ...['extensions', 'trusted-proxies'],
].map((name) => (name.startsWith('apps/') ? name : `apps/broker/test/${name}`));

const root = fileURLToPath(new URL('../', import.meta.url));
const named = process.argv.slice(2);

/** Vitest under this version of Node; its workers are forks, so they run under it too. */
function test(version) {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...CLIENTS, ...BROKER];
  const npx = ['--yes', '--loglevel=error', `--package=node@${version}`, 'node', ...vitest];
  return spawnSync('npx', npx, { cwd: root, stdio: 'inherit' }).status === 0;
}

const failed = (named.length > 0 ? named : VERSIONS).filter((version) => !test(version));
if (failed.length > 0) {
  console.error(`the tests fail under Node ${failed.join(', ')}`);
  process.exitCode = 1;
}
