/**
 * `node scripts/with-node.js SCRIPT ARGUMENTS…`: runs a script of this clone with a Node that the broker
 * runs on. That is most often the one that runs this; then it is no more than an import.
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { findRuntime } from './setup/node-runtime.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const [script, ...rest] = process.argv.slice(2);
const program = findRuntime(root);

if (program === undefined) {
  console.error('there is no Node here that the broker runs on: run node scripts/setup.js first');
  process.exitCode = 1;
} else if (program === process.execPath) {
  process.argv.splice(1, 2, resolve(script));
  await import(pathToFileURL(resolve(script)).href);
} else {
  const PATH = [dirname(program), process.env.PATH].join(delimiter);
  const child = spawn(program, [script, ...rest], {
    stdio: 'inherit',
    env: { ...process.env, PATH },
  });
  // A terminal's Ctrl-C reaches the child by itself; what is sent to this process alone is handed on.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
  });
}
