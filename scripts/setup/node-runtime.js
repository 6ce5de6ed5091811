/**
 * The Node that runs the broker. uWebSockets.js is native: it has a binary for some Nodes only (20 and 22;
 * see docs/adr/0002). Under another one a Node 22 is fetched with npm into `.tools`, as the package that
 * holds the program itself, and used for what needs the broker. Nothing is installed outside the clone.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from './npm.js';

const VERSION = '22.23.3';

const PACKAGE = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** The program to run the broker with, or `undefined` where it has to be fetched first. */
export function findRuntime(root) {
  if (hasBinary(root)) return process.execPath;
  const program = programIn(toolsDirectory(root));
  return existsSync(program) ? program : undefined;
}

/** Fetches Node; whole or not at all: it is moved into place when it is complete. */
export async function installRuntime(root, run) {
  const target = toolsDirectory(root);
  const half = `${target}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  try {
    const npm = npmCommand();
    const flags = ['--no-audit', '--no-fund', '--no-save', '--no-package-lock', '--ignore-scripts'];
    await run(npm.command, [
      ...npm.args,
      'install',
      '--prefix',
      half,
      ...flags,
      `${PACKAGE}@${VERSION}`,
    ]);
    rmSync(target, { recursive: true, force: true });
    renameSync(half, target);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
}

export const RUNTIME_NAME = `Node ${VERSION} for the broker`;

/** Whether the broker's library has a binary for this Node. Another layout is somebody's own build. */
function hasBinary(root) {
  const directory = join(root, 'apps/broker/node_modules/uWebSockets.js/dist/bin');
  if (!existsSync(directory)) return true;
  const { platform, arch, versions } = process;
  return readdirSync(directory).includes(`uws_${platform}_${arch}_${versions.modules}.node`);
}

function toolsDirectory(root) {
  return join(root, '.tools', `node-${VERSION}`);
}

function programIn(directory) {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(directory, 'node_modules', PACKAGE, 'bin', name);
}
