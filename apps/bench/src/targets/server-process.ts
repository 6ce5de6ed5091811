/**
 * A server as a child process. It counts as ready when its output matches a pattern. If it does not start, the end of
 * its output is included in the error.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const OUTPUT_CHARACTERS_MAX = 4_000;
const READY_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 20_000;

/** Servers to kill when this process exits. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Matches the output of the server (stdout or stderr) when it is ready. */
  readonly ready: RegExp;
}

/** A server process. */
export class ServerProcess {
  /** The match of `ready`. */
  readonly match: RegExpExecArray;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess, exited: Promise<unknown>, match: RegExpExecArray) {
    this.#child = child;
    this.#exited = exited;
    this.match = match;
  }

  /** Throws a one-line error with the end of its output if it exits or does not become ready in time. */
  static async start(command: ServerCommand): Promise<ServerProcess> {
    const child = spawn(command.file, command.args, {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('exit', () => running.delete(child));
    const exited = once(child, 'exit').catch(() => {});
    try {
      return new ServerProcess(child, exited, await readyOf(child, command));
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Resolves when the process has exited; sends SIGKILL if it does not exit in time. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (!this.hasEnded) this.#child.kill(signal);
    const killTimer = setTimeout(() => this.#child.kill('SIGKILL'), END_TIMEOUT_MS);
    await this.#exited;
    clearTimeout(killTimer);
  }
}

function readyOf(child: ChildProcess, { file, ready }: ServerCommand): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string): void => {
      clearTimeout(timer);
      const last = output.trim().split('\n').slice(-3).join(' / ');
      reject(new Error(`${file} ${why}${last === '' ? '' : `: ${last}`}`));
    };
    const timer = setTimeout(
      () => fail(`was not ready after ${READY_TIMEOUT_MS / 1e3} s`),
      READY_TIMEOUT_MS,
    );
    const onOutput = (text: string): void => {
      output = (output + text).slice(-OUTPUT_CHARACTERS_MAX);
      const match = ready.exec(output);
      if (match === null) return;
      clearTimeout(timer);
      resolve(match);
    };
    child.stdout?.setEncoding('utf8').on('data', onOutput);
    child.stderr?.setEncoding('utf8').on('data', onOutput);
    child.on('error', (error) => fail(`could not be started (${error.message})`));
    child.on('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
  });
}
