/**
 * A Postgres cluster for one test file. Postgres refuses to run as root: if the tests run as root, it runs as user
 * `postgres`.
 */
import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ensureProgram } from '@wearwire/test-support';
import { findFreePort } from './server-process.js';

const run = promisify(execFile);
const DEBIAN_VERSIONS = '/usr/lib/postgresql';

export class PostgresServer implements AsyncDisposable {
  readonly port: number;
  readonly #bin: string;
  readonly #folder: string;

  private constructor(bin: string, folder: string, port: number) {
    this.#bin = bin;
    this.#folder = folder;
    this.port = port;
  }

  /** Returns `undefined` if Postgres is missing and could not be installed. */
  static async create(): Promise<PostgresServer | undefined> {
    if (ensureProgram('psql', 'postgresql') === undefined) return undefined;
    const [version] = (await readdir(DEBIAN_VERSIONS)).sort((a, b) => Number(b) - Number(a));
    const folder = await mkdtemp(join(tmpdir(), 'wearwire-postgres-'));
    if (isRoot()) await chown(folder, await lookUpId('-u'), await lookUpId('-g'));
    const bin = join(DEBIAN_VERSIONS, version ?? '', 'bin');
    const server = new PostgresServer(bin, folder, await findFreePort());
    await server.#run('initdb', '-D', join(folder, 'data'), '-A', 'trust', '-U', 'test', '-N');
    await server.start();
    return server;
  }

  async start(): Promise<void> {
    const options = `-p ${this.port} -c listen_addresses=127.0.0.1 -k ${this.#folder}`;
    const log = join(this.#folder, 'log');
    await this.#run('pg_ctl', '-D', this.#data, '-w', '-l', log, '-o', options, 'start');
  }

  /** Stops like a crash: without a checkpoint, dropping every connection. */
  async kill(): Promise<void> {
    await this.#run('pg_ctl', '-D', this.#data, '-w', '-m', 'immediate', 'stop');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill().catch(() => {});
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  async #run(program: string, ...args: string[]): Promise<void> {
    const path = join(this.#bin, program);
    const [command, all] = isRoot()
      ? ['runuser', ['-u', 'postgres', '--', path, ...args]]
      : [path, args];
    await run(command, all, { cwd: this.#folder });
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

async function lookUpId(flag: '-u' | '-g'): Promise<number> {
  return Number((await run('id', [flag, 'postgres'])).stdout);
}
