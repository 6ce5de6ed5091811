/** Determines the commit of the workspace. */
import { execFileSync } from 'node:child_process';

/** Short hash, followed by `+` if tracked files are modified; `undefined` if git fails, as outside of a clone. */
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
