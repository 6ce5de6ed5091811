/**
 * A server as a child process: started, awaited by a line that it prints, ended by its pid and by nothing
 * else. What it prints is kept short for the error when it does not come up.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const OUTPUT_CHARACTERS_MAX = 4_000;
const READY_TIMEOUT_MS = 60_000;
const END_TIMEOUT_MS = 20_000;

/** Ended with this process, however it ends. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface ServerCommand {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Seen in what it prints (stdout or stderr) when it serves. */
  readonly ready: RegExp;
}

/** A server that is a process of its own. */
export class ServerProcess {
  /** What `ready` matched. */
  readonly match: RegExpExecArray;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess, exited: Promise<unknown>, match: RegExpExecArray) {
    this.#child = child;
    this.#exited = exited;
    this.match = match;
  }

  /** Throws one line, with the end of what it printed, when it ends or is silent for too long. */
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

  /** Resolves when it is gone; SIGKILL when it does not hear SIGTERM. */
  async end(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (!this.hasEnded) this.#child.kill(signal);
    const lastResort = setTimeout(() => this.#child.kill('SIGKILL'), END_TIMEOUT_MS);
    await this.#exited;
    clearTimeout(lastResort);
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
    const timer = setTimeout(() => fail('did not come up'), READY_TIMEOUT_MS);
    const heard = (text: string): void => {
      output = (output + text).slice(-OUTPUT_CHARACTERS_MAX);
      const match = ready.exec(output);
      if (match === null) return;
      clearTimeout(timer);
      resolve(match);
    };
    child.stdout?.setEncoding('utf8').on('data', heard);
    child.stderr?.setEncoding('utf8').on('data', heard);
    child.on('error', (error) => fail(`could not be started (${error.message})`));
    child.on('exit', (code, signal) => fail(`ended with ${code ?? signal}`));
  });
}
