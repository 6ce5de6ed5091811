/** The command of npm. */
import { env as environment } from 'node:process';

/** The npm that started this process, if any; otherwise the one on the PATH. */
export function npmCommand() {
  const caller = environment.npm_execpath ?? '';
  if (/npm-cli\.c?js$/.test(caller)) return { command: process.execPath, args: [caller] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}
