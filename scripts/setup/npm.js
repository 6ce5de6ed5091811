/** How to run npm. */
import { env as environment } from 'node:process';

/** The npm that called us, if it was npm; else the one on PATH. */
export function npmCommand() {
  const caller = environment.npm_execpath ?? '';
  if (/npm-cli\.c?js$/.test(caller)) return { command: process.execPath, args: [caller] };
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}
