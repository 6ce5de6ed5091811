/**
 * Finds pnpm in exactly the version that package.json pins: a copy in `.tools/pnpm-VERSION`, fetched once with npm,
 * or the one on the PATH. Installs nothing outside of the clone.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { env as environment } from 'node:process';
import { ROOT, readManifest } from '../packages/publishable.js';
import { npmCommand } from './npm.js';

/** The pinned version: `10.1.0` of `pnpm@10.1.0+sha512…`. */
export const PNPM_VERSION = readManifest(ROOT).packageManager.split('@')[1].split('+')[0];

const DIRECTORY = join(ROOT, '.tools', `pnpm-${PNPM_VERSION}`);
const isWindows = process.platform === 'win32';

/**
 * Returns the command of pnpm and the directory to add to the PATH of programs that call it; `undefined` if the pinned
 * version is not installed.
 */
export function findPnpm() {
  return pnpmInClone() ?? pnpmOnPath();
}

/** Returns what `findPnpm` returns; throws an `Error` if the pinned version is not installed. */
export function requirePnpm() {
  const pnpm = findPnpm();
  if (pnpm !== undefined) return pnpm;
  throw new Error('the pinned pnpm is not installed; run node scripts/setup.js first');
}

/** Installs pnpm with npm into a temporary folder, which is renamed once it is complete. */
export async function installPnpm(run) {
  const partial = `${DIRECTORY}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    const npm = npmCommand();
    const flags = ['--no-audit', '--no-fund', '--no-save', '--no-package-lock', '--ignore-scripts'];
    await run(npm.command, [
      ...npm.args,
      'install',
      '--prefix',
      partial,
      ...flags,
      `pnpm@${PNPM_VERSION}`,
    ]);
    rmSync(DIRECTORY, { recursive: true, force: true });
    renameSync(partial, DIRECTORY);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return pnpmInClone();
}

function pnpmInClone() {
  const script = join(DIRECTORY, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');
  if (!existsSync(script)) return undefined;
  return {
    command: process.execPath,
    args: [script],
    directory: join(DIRECTORY, 'node_modules', '.bin'),
  };
}

/** Runs `pnpm --version` outside of the clone, because inside of it pnpm would download and report the pinned version. */
function pnpmOnPath() {
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
  if (stdout?.trim() !== PNPM_VERSION) return undefined;
  return { command: path, args: [], directory: dirname(path) };
}
