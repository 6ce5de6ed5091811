/** Disk faults: attaches `strace` to a running broker and injects errors or delays into its system calls. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NotPossibleError } from '../row.js';
import { requireProgram } from '../tools.js';

/** System calls that the log and the meta store use for writing and syncing; sockets use others. */
const DISK_CALLS = 'pwritev,pwrite64,pwritev2,fdatasync,fsync,ftruncate';
const ATTACH_TIMEOUT_MS = 30_000;

export interface Injection {
  /** In the syntax of strace, such as `error=EIO:when=1` or `delay_enter=12s`. */
  readonly expression: string;
  /** Files to which the injection applies (default: all). */
  readonly paths?: readonly string[];
}

export class SyscallFault implements AsyncDisposable {
  readonly #strace: ChildProcess;

  private constructor(strace: ChildProcess) {
    this.#strace = strace;
  }

  /** Resolves when the injection is active. Throws `NotPossibleError` if tracing is not allowed. */
  static async attach(pid: number | undefined, injection: Injection): Promise<SyscallFault> {
    const { expression, paths = [] } = injection;
    const strace = spawn(
      requireProgram('strace'),
      [
        ...['-f', '-o', '/dev/null', '-p', String(pid)],
        ...['-e', `trace=${DISK_CALLS}`, '-e', `inject=${DISK_CALLS}:${expression}`],
        ...paths.flatMap((path) => ['-P', path]),
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let stderr = '';
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(new NotPossibleError(`strace: ${stderr.trim()}`));
      const timer = setTimeout(fail, ATTACH_TIMEOUT_MS);
      strace.once('exit', fail);
      strace.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text;
        if (!stderr.includes(' attached')) return;
        clearTimeout(timer);
        resolve();
      });
    });
    return new SyscallFault(strace);
  }

  /** Ends the fault; delayed calls continue. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#strace;
    if (exitCode !== null || signalCode !== null) return;
    const exited = once(this.#strace, 'exit');
    this.#strace.kill('SIGINT');
    const timer = setTimeout(() => this.#strace.kill('SIGKILL'), 20_000);
    await exited;
    clearTimeout(timer);
  }
}

/** Paths of the segments of a data directory. */
export async function segmentPaths(data: string): Promise<string[]> {
  const folder = join(data, 'log');
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.segment')).map((name) => join(folder, name));
}
