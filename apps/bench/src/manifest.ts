/** The manifest of a result: machine, versions, command line. */
import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Manifest } from './result.js';

export function manifestOf(command: string): Manifest {
  const commit = commitOf(dirname(fileURLToPath(import.meta.url)));
  return {
    startedAt: new Date().toISOString(),
    command,
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cpuCount: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${process.arch}`,
    kernel: release(),
    node: process.version,
    ...(commit !== undefined && { commit }),
  };
}

/** `undefined` outside a repository, or without git. */
function commitOf(directory: string): string | undefined {
  try {
    const git = (...args: string[]): string =>
      execFileSync('git', args, {
        cwd: directory,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
    const isDirty = git('status', '--porcelain', '--untracked-files=no') !== '';
    return git('rev-parse', '--short=12', 'HEAD') + (isDirty ? '-dirty' : '');
  } catch {
    return undefined;
  }
}
