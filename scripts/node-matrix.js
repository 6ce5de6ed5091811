/**
 * Runs the tests of the clients and of the broker's sockets under Node 22, 24 and 26, or under the versions given as
 * arguments. npx fetches the binaries from the npm package `node`.
 *
 *   node scripts/node-matrix.js 24
 *
 * Reads the built packages: build first. Exits with 1 if the tests fail under a version.
 */
import { spawnSync } from 'node:child_process';
import { ROOT } from './packages/publishable.js';

const VERSIONS = ['22', '24', '26'];
const CLIENTS = ['packages/protocol', 'packages/client-'];
const SOCKETS = 'apps/broker/src/sockets';
/** Tests of the broker that use sockets. Its socket library depends on the Node version (docs/adr/0021). */
const BROKER_TESTS = [
  'broker.test',
  'conformance',
  'websocket',
  'slow-consumer',
  'tls',
  'limits',
  'failures',
  'extensions',
  'trusted-proxies',
].map((name) => `apps/broker/test/${name}`);

const requested = process.argv.slice(2);

/** Runs Vitest under this version of Node. Its workers are forks and use the same version. */
function test(version) {
  const tests = [...CLIENTS, SOCKETS, ...BROKER_TESTS];
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', ...tests];
  const npx = ['--yes', '--loglevel=error', `--package=node@${version}`, 'node', ...vitest];
  return spawnSync('npx', npx, { cwd: ROOT, stdio: 'inherit' }).status === 0;
}

const failed = (requested.length > 0 ? requested : VERSIONS).filter((version) => !test(version));
if (failed.length > 0) {
  console.error(`the tests fail under Node ${failed.join(', ')}`);
  process.exitCode = 1;
}
