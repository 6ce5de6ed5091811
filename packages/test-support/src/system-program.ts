/**
 * Programs that tests need. A missing program is installed with apt-get if the tests run as root. If it cannot
 * be installed, a warning names the Debian package and the test is skipped; with CI=true this is an error.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Installs the program if it is missing. Returns its path; `undefined` if it could not be installed, or throws if
 * CI=true.
 */
export function ensureProgram(program: string, debianPackage = program): string | undefined {
  ensurePackage(program, () => find(program) !== undefined, debianPackage);
  return find(program);
}

/**
 * Installs a package if `isInstalled` returns `false`. Returns whether it is installed now; throws instead of returning
 * `false` if CI=true.
 */
export function ensurePackage(
  name: string,
  isInstalled: () => boolean,
  debianPackage: string,
): boolean {
  if (isInstalled() || (install(debianPackage) && isInstalled())) return true;
  const text = `${name} not found; install the Debian package ${debianPackage}`;
  if (process.env.CI === 'true') throw new Error(text);
  console.warn(`skipped: ${text}`);
  return false;
}

/** Folders of daemons, which are often not on the PATH of users other than root. */
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
