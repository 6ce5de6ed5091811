/**
 * The package manager, in exactly the version that package.json pins: the one on PATH if it is that, else
 * one of our own in `.tools/pnpm-VERSION`, which npm fetches once. Nothing is installed outside the clone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { env as environment } from 'node:process';
import { npmCommand } from './npm.js';

const isWindows = process.platform === 'win32';

/**
 * How to run pnpm, and the directory to put on PATH for programs that run it themselves;
 * `undefined` when it is not there in this version.
 */
export function findPnpm(root, version) {
  return ownPnpm(toolsDirectory(root, version)) ?? pnpmOnPath(version);
}

/** Fetches pnpm with npm. Whole or not at all: it is moved into place when it is complete. */
export async function installPnpm(root, version, run) {
  const target = toolsDirectory(root, version);
  const half = `${target}.${process.pid}`;
  mkdirSync(half, { recursive: true });
  try {
    const npm = npmCommand();
    const flags = ['--no-audit', '--no-fund', '--no-save', '--no-package-lock', '--ignore-scripts'];
    await run(npm.command, [...npm.args, 'install', '--prefix', half, ...flags, `pnpm@${version}`]);
    rmSync(target, { recursive: true, force: true });
    renameSync(half, target);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return ownPnpm(target);
}

function toolsDirectory(root, version) {
  return join(root, '.tools', `pnpm-${version}`);
}

function ownPnpm(directory) {
  const script = join(directory, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');
  if (!existsSync(script)) return undefined;
  return {
    command: process.execPath,
    args: [script],
    directory: join(directory, 'node_modules', '.bin'),
  };
}

/** Asked outside the clone: inside, pnpm would fetch the pinned version and name that as its own. */
function pnpmOnPath(version) {
  const name = isWindows ? 'pnpm.cmd' : 'pnpm';
  const directories = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  const path = directories.map((directory) => join(directory, name)).find(existsSync);
  if (path === undefined) return undefined;
  const { stdout } = spawnSync(path, ['--version'], {
    cwd: tmpdir(),
    encoding: 'utf8',
    shell: isWindows,
    timeout: 10_000,
    env: { ...environment, COREPACK_ENABLE_NETWORK: '0' },
  });
  if (stdout?.trim() !== version) return undefined;
  return { command: path, args: [], directory: dirname(path) };
}
