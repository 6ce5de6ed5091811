/** Starts a server process, waits until it is ready, and ends it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const START_TIMEOUT_MS = 20_000;

export class ServerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  /** The match of `ready`. */
  readonly match: RegExpExecArray;

  private constructor(child: ChildProcess, match: RegExpExecArray) {
    this.#child = child;
    this.match = match;
  }

  /**
   * Resolves when a line of output matches `ready`. Rejects if the process ends first or is not ready within
   * `START_TIMEOUT_MS`.
   */
  static async start(file: string, args: readonly string[], ready: RegExp): Promise<ServerProcess> {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const match = await new Promise<RegExpExecArray>((resolve, reject) => {
      const fail = () => reject(new Error(`${file} did not start: ${output}`));
      const timer = setTimeout(fail, START_TIMEOUT_MS);
      const onOutput = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-10_000);
        const found = ready.exec(output);
        if (!found) return;
        clearTimeout(timer);
        resolve(found);
      };
      child.stdout.on('data', onOutput);
      child.stderr.on('data', onOutput);
      child.once('exit', fail);
      child.once('error', fail);
    }).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw error;
    });
    return new ServerProcess(child, match);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }
}
