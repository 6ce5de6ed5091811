/** The wearwire broker, started as users start it: `wearwire serve`, by the path of the program. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Promised, RunningTarget, StartOptions, Target } from '../target.js';
import { developerOf } from '../wires/wearwire.js';
import { HOST, runningTarget } from './peer.js';
import { ServerProcess } from './server-process.js';
import { uwsAvailable } from './uws-available.js';
import { packageVersions, programVersion } from './versions.js';
import { API_KEY, wearwireWire } from './wearwire-wire.js';

/**
 * The store, with uWebSockets.js as the socket library; `ws`: the store `disk` with the library ws, which runs
 * everywhere.
 */
type Variant = 'memory' | 'disk' | 'process' | 'ws';

const VARIANTS: Record<Variant, { readonly title: string; readonly promise: Promised }> = {
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
  ws: {
    title: 'wearwire, disk, sockets ws',
    promise: {
      durable: 'power cut',
      ordered: true,
      replay: true,
      note: 'synced before it is seen; --sockets ws',
    },
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
export function wearwireTarget(program: string, variant: Variant): Target {
  const { title, promise } = VARIANTS[variant];
  return {
    name: `wearwire-${variant}`,
    title,
    role: 'ours',
    promise,
    capabilities: ['replay', 'resume', 'restart', 'sessions', 'fan-out'],
    isAvailable: variant === 'ws' ? async () => ({ ok: true }) : uwsAvailable,
    versions: async () => ({
      wearwire: await programVersion(process.execPath, [program, '--version']),
      ...packageVersions(variant === 'ws' ? 'ws' : 'uWebSockets.js'),
    }),
    start: (options) => start(program, variant, options),
  };
}

async function start(
  program: string,
  variant: Variant,
  options: StartOptions,
): Promise<RunningTarget> {
  const config = join(options.directory, 'config.json');
  await writeFile(config, JSON.stringify(configOf(variant, options)));
  const server = await serve(program, config, 0);
  const port = Number(server.match[1]);
  return runningTarget({
    servers: [server],
    port,
    wire: wearwireWire(port),
    startAgain: async () => [await serve(program, config, port)],
  });
}

/** Resolves when the broker is ready; the first group of `match` is its port. */
export function serve(program: string, config: string, port: number): Promise<ServerProcess> {
  return ServerProcess.start({
    file: process.execPath,
    args: [program, 'serve', '--config', config, '--port', String(port)],
    ready: /ws:\/\/127\.0\.0\.1:(\d+)\/connect/,
  });
}

/** All clients run in one program at one address, so limits per address and per developer are off. */
const UNBOUNDED = {
  anonymousMax: 100_000,
  anonymousPerAddress: 0,
  addressTokensPerSecond: 0,
  developerTokensPerSecond: 0,
  developerIdentifiesPerSecond: 0,
} as const;

function configOf(variant: Variant, options: StartOptions): Record<string, unknown> {
  return {
    ...commonConfig(options),
    store: variant === 'memory' ? 'memory' : 'disk',
    durability: variant === 'process' ? 'process' : 'disk',
    sockets: variant === 'ws' ? 'ws' : 'uws',
    data: join(options.directory, 'data'),
  };
}

/** The settings that do not depend on the store. */
export function commonConfig(options: StartOptions): Record<string, unknown> {
  return {
    host: HOST,
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
