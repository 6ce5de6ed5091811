/** Faults of the disk by `strace`: it attaches to a broker that runs and injects errors or delays into its calls. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NotPossibleError } from '../row.js';
import { need } from '../tools.js';

/** The calls by which the log and the small store put something on disk; sockets use others. */
const DISK_CALLS = 'pwritev,pwrite64,pwritev2,fdatasync,fsync,ftruncate';
const ATTACH_TIMEOUT_MS = 30_000;

export interface Injection {
  /** As strace takes it behind the calls: `error=EIO:when=1`, `delay_enter=12s`. */
  readonly what: string;
  /** Files whose calls are concerned; without any, all. */
  readonly paths?: readonly string[];
}

export class SyscallFault implements AsyncDisposable {
  readonly #strace: ChildProcess;

  private constructor(strace: ChildProcess) {
    this.#strace = strace;
  }

  /** Resolves when the next call is concerned. Throws `NotPossibleError` where tracing is not allowed. */
  static async attach(pid: number | undefined, injection: Injection): Promise<SyscallFault> {
    const { what, paths = [] } = injection;
    const strace = spawn(
      need('strace'),
      [
        ...['-f', '-o', '/dev/null', '-p', String(pid)],
        ...['-e', `trace=${DISK_CALLS}`, '-e', `inject=${DISK_CALLS}:${what}`],
        ...paths.flatMap((path) => ['-P', path]),
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => reject(new NotPossibleError(`strace: ${said.trim()}`));
      const timer = setTimeout(fail, ATTACH_TIMEOUT_MS);
      strace.once('exit', fail);
      strace.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        if (!said.includes(' attached')) return;
        clearTimeout(timer);
        resolve();
      });
    });
    return new SyscallFault(strace);
  }

  /** The disk is well again; calls that are delayed go on. */
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

/** The files of a directory's log. */
export async function segmentPaths(data: string): Promise<string[]> {
  const folder = join(data, 'log');
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.segment')).map((name) => join(folder, name));
}
