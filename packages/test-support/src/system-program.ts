/**
 * System programs that tests need. A missing program is installed by apt-get if the tests run as root.
 * Otherwise a warning names the Debian package and the test is skipped; with CI=true this is an error.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Returns the path of the program, or `undefined` if it is missing and could not be installed. */
export function systemProgram(program: string, debianPackage = program): string | undefined {
  systemPackage(program, () => find(program) !== undefined, debianPackage);
  return find(program);
}

/** Like `systemProgram`, for a package without a program. Returns whether it is installed. */
export function systemPackage(
  name: string,
  isThere: () => boolean,
  debianPackage: string,
): boolean {
  if (isThere() || (install(debianPackage) && isThere())) return true;
  const text = `${name} not found; install the Debian package ${debianPackage}`;
  if (process.env.CI === 'true') throw new Error(text);
  console.warn(`skipped: ${text}`);
  return false;
}

/** Folders of server programs, which are often missing in the PATH of users other than root. */
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
