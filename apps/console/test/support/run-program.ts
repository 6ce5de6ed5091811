/** Runs a program as a reader of the page would: in a child process whose output can be awaited. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'vitest';

export interface RunChoices {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export class ReaderProgram implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  stdout = '';
  stderr = '';

  constructor(file: string, args: readonly string[], { cwd, env = {} }: RunChoices) {
    this.#child = spawn(file, args, { cwd, env: { ...process.env, ...env } });
    this.#child.stdout.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
  }

  /** Resolves when the output contains the text. */
  async shows(text: string): Promise<void> {
    const output = () => {
      const { exitCode } = this.#child;
      return exitCode === null ? this.stdout : `ended with ${exitCode}: ${this.stderr}`;
    };
    await expect.poll(output, { timeout: 60_000 }).toContain(text);
  }

  write(text: string): void {
    this.#child.stdin.write(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return;
    // The signal does not reach a program that a shell has started; this program ends at the end of its input.
    this.#child.stdin.end();
    this.#child.kill('SIGTERM');
    await once(this.#child, 'exit');
  }
}
