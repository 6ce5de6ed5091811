/**
 * Programs of the system that a test needs. As root on Debian or Ubuntu a missing one is installed; else the
 * test is skipped with one line that names the package, which with CI=true is a failure.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where the program is, or `undefined` where there is none and none could be installed. */
export function systemProgram(program: string, debianPackage = program): string | undefined {
  const path = find(program) ?? (install(debianPackage) ? find(program) : undefined);
  if (path === undefined) {
    const text = `${program} is not there: install the package ${debianPackage}`;
    if (process.env.CI === 'true') throw new Error(text);
    console.warn(`skipped: ${text}`);
  }
  return path;
}

/** Servers stand there; the PATH of who is not root often leaves them out. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

function find(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function install(debianPackage: string): boolean {
  const installer = find('apt-get');
  if (process.getuid?.() !== 0 || installer === undefined) return false;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    execFileSync(installer, ['update', '-qq'], { stdio: 'ignore', env });
    execFileSync(installer, ['install', '-y', '-qq', debianPackage], { stdio: 'ignore', env });
    return true;
  } catch {
    return false;
  }
}
