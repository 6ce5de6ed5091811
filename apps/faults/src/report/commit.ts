/** Which commit of the workspace a run was of. */
import { execFileSync } from 'node:child_process';

/** Short hash, with `+` where files differ from it; `undefined`: this is no clone. */
export function runningCommit(): string | undefined {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8', stdio: 'pipe' }).trim();
  try {
    const isChanged = git('status', '--porcelain', '--untracked-files=no') !== '';
    return `${git('rev-parse', '--short=10', 'HEAD')}${isChanged ? '+' : ''}`;
  } catch {
    return undefined;
  }
}
