/** A broker in a process of its own: its log, its memory, the limits that the system puts on it, its end. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BrokerOptions } from '../src/create-broker.js';
import { type Target, until } from './client.js';

/** Of util-linux. */
export const PRLIMIT = '/usr/bin/prlimit';

const SCRIPT = fileURLToPath(new URL('./observed-broker-process.js', import.meta.url));

export interface Observed {
  readonly data: string;
  /** The user that it becomes, where the tests run as root. */
  readonly euid?: number;
  readonly options?: BrokerOptions;
  /** A program with its arguments that starts what comes after them. */
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

  /** Throws what kept it from starting, with the name of its class before it. */
  static async start(observed: Observed): Promise<ObservedBroker> {
    const { launcher = [], ...settings } = observed;
    const [file = '', ...args] = [...launcher, process.execPath, SCRIPT, JSON.stringify(settings)];
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log: LogLine[] = [];
    createInterface({ input: child.stderr }).on('line', (line) => {
      // Others write there too, such as LMDB's native part.
      if (line.startsWith('{"level"')) log.push(JSON.parse(line));
    });
    const exited = once(child, 'exit').then(([status, signal]) => ({ status, signal }));
    const told = once(createInterface({ input: child.stdout }), 'line');
    const line = await Promise.race([told, exited]);
    if (!Array.isArray(line)) throw new Error(`it ended with ${line.status ?? line.signal}`);
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

  /** What its log says of errors, each as message and cause. */
  get errors(): string[] {
    return this.#log
      .filter(({ level }) => level === 'error')
      .map(({ msg, reason, err }) => `${msg}: ${reason ?? err?.message}`);
  }

  get warnings(): string[] {
    return this.#log.filter(({ level }) => level !== 'error').map(({ msg }) => msg);
  }

  /** No file of its can grow beyond this, as on a disk that is full; Linux. */
  limitFiles(bytes: number | 'unlimited'): void {
    execFileSync(PRLIMIT, ['--pid', String(this.#child.pid), `--fsize=${bytes}:`]);
  }

  /** Resident memory that belongs to it alone, without files that it has mapped; Linux. */
  get residentBytes(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  /** Its status or signal, when it was told to stop in this way. */
  async end(signal: NodeJS.Signals): Promise<number | string> {
    this.#child.kill(signal);
    await until(() => !this.isRunning);
    return this.#child.exitCode ?? String(this.#child.signalCode);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isRunning) await this.end('SIGKILL');
  }
}
