/** Runs a command line of a page, with `npx wearwire` replaced with this build, until it ends or is stopped. */
import { spawn } from 'node:child_process';
import { BROKER_PROGRAM as PROGRAM } from './broker-child.js';
import { Recorder } from './recorder.js';

export class TypedCommand implements AsyncDisposable {
  readonly #child;
  readonly #grown = new Recorder<true>();
  readonly ended: Promise<number | null>;
  /** The output so far. */
  text = '';

  constructor(line: string, env: NodeJS.ProcessEnv, cwd: string) {
    const command = line.replace('npx wearwire', `exec "${process.execPath}" "${PROGRAM}"`);
    this.#child = spawn('/bin/sh', ['-e', '-c', command], { env, cwd });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        this.text += chunk;
        this.#grown.record(true);
      });
    }
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (status) => {
        this.text += '\n(ended)';
        this.#grown.record(true);
        resolve(status);
      });
    });
  }

  /** Resolves to the first match in the output; rejects if the command ends without a match. */
  async seen(pattern: RegExp): Promise<string> {
    for (;;) {
      const [match] = pattern.exec(this.text) ?? [];
      if (match !== undefined) return match;
      if (this.text.endsWith('(ended)')) throw new Error(`ended without ${pattern}: ${this.text}`);
      this.#grown.clear();
      await this.#grown.until(() => true);
    }
  }

  stop(): void {
    this.#child.kill('SIGINT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}
