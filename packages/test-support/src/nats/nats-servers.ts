/** NATS servers for tests: one, or a cluster of three, on free loopback ports and in a temporary directory. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import {
  type ConnectionOptions,
  connect,
  headers,
  type NatsConnection,
} from '@nats-io/transport-node';
import { ensureProgram } from '../system-program.js';

/** Returns the path of `nats-server`; `undefined`, with a warning, if it is missing: tests must then be skipped. */
export function natsServer(): string | undefined {
  return ensureProgram('nats-server');
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(20);
}

/** Whether a process is suspended: state T, the field after the name in /proc/PID/stat. `true` if there is no such file. */
async function isSuspended(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat === undefined || stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

interface Member {
  readonly name: string;
  readonly port: number;
  readonly args: readonly string[];
  process: ChildProcess | undefined;
}

export interface ServerOptions {
  /** Further arguments of nats-server. */
  readonly args?: readonly string[];
  /** Connection options for tests, if the servers require credentials. */
  readonly connection?: ConnectionOptions;
}

/** A message of a stream. */
export interface StreamMessage {
  readonly subject: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly data: Uint8Array;
}

export class NatsServers implements AsyncDisposable {
  readonly directory: string;
  readonly #members: readonly Member[];
  readonly #connection: ConnectionOptions;

  private constructor(
    directory: string,
    members: readonly Member[],
    connection: ConnectionOptions,
  ) {
    this.directory = directory;
    this.#connection = connection;
    this.#members = members;
  }

  /** `count`: 1, or 3 for a cluster. */
  static async start(count: 1 | 3 = 1, options: ServerOptions = {}): Promise<NatsServers> {
    const directory = await mkdtemp(join(tmpdir(), 'wearwire-nats-'));
    const ports = await freePorts(count * 2);
    const routes = ports.slice(count).map((port) => `nats://127.0.0.1:${port}`);
    const members = ports.slice(0, count).map((port, i): Member => {
      const name = `n${i}`;
      const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', join(directory, name)];
      const cluster = ['--name', name, '--cluster_name', 'test', '--cluster', routes[i] as string];
      const all = count === 1 ? args : [...args, ...cluster, '--routes', routes.join(',')];
      return { name, port, args: [...all, ...(options.args ?? [])], process: undefined };
    });
    const servers = new NatsServers(directory, members, options.connection ?? {});
    for (let i = 0; i < count; i++) servers.spawn(i);
    await servers.#waitForCluster();
    return servers;
  }

  /** The value for `--store`. */
  get url(): string {
    return `nats://${this.ports.map((port) => `127.0.0.1:${port}`).join(',')}`;
  }

  get ports(): number[] {
    return this.#members.map(({ port }) => port);
  }

  get count(): number {
    return this.#members.length;
  }

  spawn(index: number): void {
    const member = this.#members[index] as Member;
    member.process = spawn(natsServer() as string, member.args, { stdio: 'ignore' });
  }

  async kill(index: number, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const member = this.#members[index] as Member;
    const { process: child } = member;
    if (child === undefined) return;
    child.kill(signal);
    // `child.kill` returns before the system has stopped each thread.
    if (signal === 'SIGSTOP') await until(() => isSuspended(child.pid as number));
    if (signal === 'SIGSTOP' || signal === 'SIGCONT') return;
    member.process = undefined;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  /** Returns the index of the server that leads the stream. */
  async leaderOf(stream: string): Promise<number> {
    await using connection = await this.#openConnection();
    const manager = await jetstreamManager(connection.nats);
    const { cluster } = await manager.streams.info(stream);
    return this.#members.findIndex(({ name }) => name === cluster?.leader);
  }

  /** Resolves when all replicas of all streams are up to date. */
  async current(): Promise<void> {
    await using connection = await this.#openConnection();
    const manager = await jetstreamManager(connection.nats, { timeout: 1_000 });
    await until(async () => {
      try {
        const streams = await manager.streams.list().next();
        return streams.every(({ cluster, config }) => {
          const replicas = cluster?.replicas ?? [];
          return (
            replicas.length === config.num_replicas - 1 && replicas.every((one) => one.current)
          );
        });
      } catch {
        return false;
      }
    });
  }

  /** Returns the newest message of the stream. */
  async newest(stream: string): Promise<StreamMessage> {
    await using connection = await this.#openConnection();
    const manager = await jetstreamManager(connection.nats);
    const { state } = await manager.streams.info(stream);
    const message = await manager.streams.getMessage(stream, { seq: state.last_seq });
    if (message === null) throw new Error(`the stream ${stream} is empty`);
    const { subject, header, data } = message;
    return { subject, data, headers: new Map(header.keys().map((key) => [key, header.get(key)])) };
  }

  /** Publishes a message and waits for JetStream's answer, whatever it is. */
  async publish({ subject, data, headers: wanted }: StreamMessage): Promise<void> {
    await using connection = await this.#openConnection();
    const set = headers();
    for (const [key, value] of wanted) set.set(key, value);
    await connection.nats.request(subject, data, { headers: set, timeout: 5_000 });
  }

  /** A connection for one scope, opened when JetStream responds. */
  async #openConnection() {
    await this.ready();
    const nats = await this.connect();
    return { nats, [Symbol.asyncDispose]: () => nats.close() };
  }

  connect(): Promise<NatsConnection> {
    return connect({
      servers: this.#members.map(({ port }) => `127.0.0.1:${port}`),
      maxReconnectAttempts: -1,
      ...this.#connection,
    });
  }

  /** Resolves when JetStream responds. */
  async ready(): Promise<void> {
    await until(async () => {
      const connection = await this.connect().catch(() => undefined);
      if (connection === undefined) return false;
      try {
        await jetstreamManager(connection, { timeout: 1_000 });
        return true;
      } catch {
        return false;
      } finally {
        await connection.close();
      }
    });
  }

  /** Resolves when each server has joined the cluster. Before, a stream with a replica on each cannot be created. */
  async #waitForCluster(): Promise<void> {
    await using connection = await this.#openConnection();
    const { streams } = await jetstreamManager(connection.nats);
    const probe = { name: 'joined', subjects: ['joined'], num_replicas: this.count };
    await until(() =>
      streams.add(probe).then(
        () => true,
        () => false,
      ),
    );
    await streams.delete(probe.name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#members.map((_, i) => this.kill(i)));
    await rm(this.directory, { recursive: true, force: true });
  }
}
