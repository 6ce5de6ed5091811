/**
 * Runs the program as a user does: a child process whose output can be awaited. Disposing it ends the process, so that
 * no test leaves a process running.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { main } from '../src/main.js';

export const BIN = fileURLToPath(new URL('../bin/wearwire.js', import.meta.url));
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export class Program implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #grown = new EventEmitter().setMaxListeners(0);
  /** Resolves when the process has ended. */
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  constructor(
    file: string,
    args: readonly string[],
    { env = {}, cwd = ROOT }: ProgramOptions = {},
  ) {
    const inherited = {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
    };
    this.#child = spawn(file, args, { cwd, env: { ...inherited, ...env } });
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name].setEncoding('utf8').on('data', (text: string) => {
        this[name] += text;
        this.#grown.emit('grown');
      });
    }
    this.ended = once(this.#child, 'close').then(([status]) => {
      this.#grown.emit('grown');
      return { status: status as number | null, stdout: this.stdout, stderr: this.stderr };
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  /** Resolves to the first match in the output. Rejects if the process ends without one. */
  async seen(pattern: RegExp, where: 'stdout' | 'stderr' = 'stdout'): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this[where]);
      if (match) return match;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw new Error(`ended without ${pattern}:\n${this.stdout}\n${this.stderr}`);
      }
      await once(this.#grown, 'grown');
    }
  }

  /** Writes to the program's stdin. */
  write(text: string): void {
    this.#child.stdin.write(text);
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Closes the pipe of the program's output, as `| head` does. */
  closeStdout(): void {
    this.#child.stdout.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}

/** Starts `wearwire ARGS…`. */
export function wearwire(args: readonly string[], options?: ProgramOptions): Program {
  return new Program(process.execPath, [BIN, ...args], options);
}

/** Runs `wearwire ARGS…` to its end. */
export async function run(args: readonly string[], options?: ProgramOptions): Promise<Ended> {
  await using program = wearwire(args, options);
  return await program.ended;
}

/** Runs `wearwire ARGS…` to its end within this process, in a tenth of the time that a new process takes. */
export async function runHere(
  args: readonly string[],
  { env = {} }: Pick<ProgramOptions, 'env'> = {},
): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written): Writable =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += chunk;
        done();
      },
    });
  const io = { stdout: output('stdout'), stderr: output('stderr'), env, program: 'wearwire' };
  return { status: await main(args, io), ...written };
}
