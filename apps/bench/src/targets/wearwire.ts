/** Our broker, started as users start it: `wearwire serve`, by the path of the program. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Promised, RunningTarget, StartOptions, Target } from '../target.js';
import { developerOf, type WearwireSettings } from '../wires/wearwire.js';
import { ServerProcess } from './server-process.js';
import { uwsAvailable } from './uws-available.js';
import { packageVersions, programVersion } from './versions.js';

const HOST = '127.0.0.1';
const API_KEY = 'bench';
const WIRE = new URL('../wires/wearwire.js', import.meta.url).href;

type Store = 'memory' | 'disk' | 'process';

const VARIANTS: Record<Store, { readonly title: string; readonly promise: Promised }> = {
  disk: {
    title: 'wearwire, disk',
    promise: {
      durable: 'power cut',
      ordered: true,
      replay: true,
      note: 'synced before it is seen',
    },
  },
  process: {
    title: 'wearwire, disk, durability process',
    promise: { durable: 'process crash', ordered: true, replay: true },
  },
  memory: {
    title: 'wearwire, memory',
    promise: {
      durable: 'nothing',
      ordered: true,
      replay: true,
      note: 'replay for as long as the process lives',
    },
  },
};

/** `program`: path of wearwire.js. */
export function wearwireTarget(program: string, store: Store): Target {
  const { title, promise } = VARIANTS[store];
  return {
    name: store === 'process' ? 'wearwire-process' : `wearwire-${store}`,
    title,
    role: 'ours',
    promise,
    capabilities: ['replay', 'resume', 'restart', 'sessions', 'fan-out'],
    isAvailable: uwsAvailable,
    versions: async () => ({
      wearwire: await programVersion(process.execPath, [program, '--version']),
      ...packageVersions('uWebSockets.js'),
    }),
    start: (options) => WearwireServer.start(program, store, options),
  };
}

class WearwireServer implements RunningTarget {
  readonly endpoint: { readonly host: string; readonly port: number };
  readonly wire: { readonly module: string; readonly settings: WearwireSettings };
  readonly #program: string;
  readonly #config: string;
  #server: ServerProcess;

  private constructor(program: string, config: string, server: ServerProcess) {
    this.#program = program;
    this.#config = config;
    this.#server = server;
    this.endpoint = { host: HOST, port: Number(server.match[1]) };
    this.wire = { module: WIRE, settings: { endpoint: this.endpoint, apiKey: API_KEY } };
  }

  static async start(
    program: string,
    store: Store,
    options: StartOptions,
  ): Promise<WearwireServer> {
    const config = join(options.directory, 'config.json');
    await writeFile(config, JSON.stringify(configOf(store, options)));
    const server = await serve(program, config, 0);
    return new WearwireServer(program, config, server);
  }

  pids(): readonly number[] {
    return [this.#server.pid];
  }

  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    return this.#server.end(signal);
  }

  async startAgain(): Promise<void> {
    this.#server = await serve(this.#program, this.#config, this.endpoint.port);
  }

  stop(): Promise<void> {
    return this.#server.end('SIGKILL');
  }
}

function serve(program: string, config: string, port: number): Promise<ServerProcess> {
  return ServerProcess.start({
    file: process.execPath,
    args: [program, 'serve', '--config', config, '--port', String(port)],
    ready: /ws:\/\/127\.0\.0\.1:(\d+)\/connect/,
  });
}

/** One program at one address plays all clients, so limits per address and per developer are off. */
const UNBOUNDED = {
  anonymousMax: 100_000,
  anonymousPerAddress: 0,
  addressTokensPerSecond: 0,
  developerTokensPerSecond: 0,
} as const;

function configOf(store: Store, options: StartOptions): Record<string, unknown> {
  return {
    host: HOST,
    store: store === 'memory' ? 'memory' : 'disk',
    durability: store === 'process' ? 'process' : 'disk',
    data: join(options.directory, 'data'),
    developers: Array.from(
      { length: options.streams },
      (_, stream) => `${developerOf(stream)}:${API_KEY}`,
    ),
    consumersPerDeveloper: Math.max(1, options.consumersPerStream),
    ...UNBOUNDED,
    logLevel: 'error',
    ...(options.heartbeatIntervalMs !== undefined && {
      heartbeatIntervalMs: options.heartbeatIntervalMs,
    }),
  };
}
