/** A broker in a separate process: its log, memory, system limits and exit. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BrokerOptions } from '../src/create-broker.js';
import { type Target, until } from './client.js';

/** A program of util-linux. */
export const PRLIMIT = '/usr/bin/prlimit';

const SCRIPT = fileURLToPath(new URL('./observed-broker-process.js', import.meta.url));

interface Observed {
  readonly data: string;
  /** The user of the process if the tests run as root. */
  readonly euid?: number;
  readonly options?: BrokerOptions;
  /** A program with arguments that runs the command which follows them. */
  readonly launcher?: readonly string[];
}

interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly reason?: string;
  readonly err?: { readonly message: string };
}

export class ObservedBroker implements AsyncDisposable {
  readonly url: string;
  readonly httpUrl: string;
  readonly #child: ChildProcess;
  readonly #log: LogLine[];

  private constructor(child: ChildProcess, log: LogLine[], target: Target) {
    this.#child = child;
    this.#log = log;
    this.url = target.url;
    this.httpUrl = target.httpUrl;
  }

  /** Throws the error of a failed start, with the name of its class. */
  static async start(observed: Observed): Promise<ObservedBroker> {
    const { launcher = [], ...settings } = observed;
    const [file = '', ...args] = [...launcher, process.execPath, SCRIPT, JSON.stringify(settings)];
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const log: LogLine[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      // A crash and native code such as LMDB also write to stderr.
      if (line.startsWith('{"level"')) log.push(JSON.parse(line));
      else console.error(line);
    });
    const exited = once(child, 'exit').then(([status, signal]) => ({ status, signal }));
    const firstLine = once(createInterface({ input: child.stdout }), 'line');
    const line = await Promise.race([firstLine, exited]);
    if (!Array.isArray(line)) {
      throw new Error(`the broker ended with ${line.status ?? line.signal}`);
    }
    const values = JSON.parse(line[0]);
    if (values.error === undefined) return new ObservedBroker(child, log, values);
    const { status, signal } = await exited;
    throw new Error(`${values.name}: ${values.error} (${status ?? signal})`);
  }

  get processId(): number | undefined {
    return this.#child.pid;
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The errors in its log, each as message and cause. */
  get errors(): string[] {
    return this.#log
      .filter(({ level }) => level === 'error')
      .map(({ msg, reason, err }) => `${msg}: ${reason ?? err?.message}`);
  }

  get warnings(): string[] {
    return this.#log.filter(({ level }) => level !== 'error').map(({ msg }) => msg);
  }

  /** Limits the size of its files, like a full disk; Linux only. */
  limitFiles(bytes: number | 'unlimited'): void {
    execFileSync(PRLIMIT, ['--pid', String(this.#child.pid), `--fsize=${bytes}:`]);
  }

  /** Resident private memory, without mapped files; Linux only. */
  get residentBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** Sends the signal. Resolves with the exit status of the process, or the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<number | string> {
    this.#child.kill(signal);
    await until(() => !this.isRunning);
    return this.#child.exitCode ?? String(this.#child.signalCode);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isRunning) await this.end('SIGKILL');
  }
}
