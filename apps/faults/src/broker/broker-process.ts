/**
 * A broker as users run it: `wearwire serve` in a child process. This program imports no code of the broker.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Mutation } from '../mutation.js';
import { DEVELOPER } from './developer.js';

export const PROGRAM = fileURLToPath(new URL('../../../cli/bin/wearwire.js', import.meta.url));
const MUTATIONS = new URL('../../mutations/', import.meta.url);
/** Starts are slow on a busy machine. */
const START_TIMEOUT_MS = 180_000;
const STDERR_BYTES_KEPT_MAX = 256 * 1024;

export interface BrokerOptions {
  /** Its data directory; not given with `--store`. */
  readonly data?: string;
  /** Further flags of `serve`. */
  readonly flags?: readonly string[];
  readonly mutation?: Mutation | undefined;
  /** A program and its arguments that run the broker's command line, such as `unshare -p -f`. */
  readonly wrapper?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export class BrokerStartError extends Error {
  override readonly name = 'BrokerStartError';
  readonly exit: Exit | undefined;
  readonly stderr: string;

  constructor(exit: Exit | undefined, stderr: string) {
    const how =
      exit === undefined
        ? 'not ready within the timeout'
        : `ended with ${exit.code ?? exit.signal}`;
    super(`the broker did not start: ${how}\n${stderr.slice(-2_000)}`);
    this.exit = exit;
    this.stderr = stderr;
  }
}

export class BrokerProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly exited: Promise<Exit>;
  exit: Exit | undefined;
  #stdout = '';
  #stderr = '';
  #url: string | undefined;

  private constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      this.#url ??= /ws:\/\/\S+\/connect/.exec(this.#stdout)?.[0];
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_BYTES_KEPT_MAX);
    });
    this.exited = once(child, 'exit').then(([code, signal]): Exit => {
      this.exit = { code, signal };
      return this.exit;
    });
  }

  /** Starts the process without waiting until the broker is ready. */
  static spawn(options: BrokerOptions): BrokerProcess {
    const { data, flags = [], mutation, wrapper = [] } = options;
    const preload = mutation?.preload;
    const command = [
      ...wrapper,
      process.execPath,
      ...(preload === undefined ? [] : ['--import', new URL(preload, MUTATIONS).href]),
      PROGRAM,
      ...['serve', '--port', '0', '--developer', DEVELOPER],
      ...(data === undefined ? [] : ['--data', data]),
      ...flags,
    ];
    const [file = '', ...args] = command;
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    });
    return new BrokerProcess(child);
  }

  /** Starts the process and waits until it is ready. Throws `BrokerStartError` if it exits or times out. */
  static async start(options: BrokerOptions): Promise<BrokerProcess> {
    const broker = BrokerProcess.spawn(options);
    await broker.ready();
    return broker;
  }

  /** Resolves when the broker is ready. Throws `BrokerStartError`, after a kill, if it exits or times out. */
  async ready(timeoutMs = START_TIMEOUT_MS): Promise<void> {
    const endMs = performance.now() + timeoutMs;
    while (this.#url === undefined) {
      if (this.exit !== undefined || performance.now() > endMs) {
        const { exit } = this;
        await this.kill();
        throw new BrokerStartError(exit, this.#stderr);
      }
      await delay(2);
    }
  }

  get isReady(): boolean {
    return this.#url !== undefined;
  }

  /** `ws://HOST:PORT/connect`. */
  get url(): string {
    if (this.#url === undefined) throw new Error('the broker is not ready');
    return this.#url;
  }

  get httpUrl(): string {
    return this.url.replace(/^ws/, 'http').replace(/\/connect$/, '');
  }

  /** The newest 256 KiB of its stderr. */
  get log(): string {
    return this.#stderr;
  }

  /** kill -9. */
  kill(): Promise<Exit> {
    if (this.exit === undefined) this.child.kill('SIGKILL');
    return this.exited;
  }

  /** Sends SIGTERM, then SIGKILL if the process has not exited after the timeout. */
  async stop(timeoutMs = 30_000): Promise<Exit> {
    if (this.exit === undefined) this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), timeoutMs);
    const exit = await this.exited;
    clearTimeout(timer);
    return exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
