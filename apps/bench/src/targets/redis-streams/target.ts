/**
 * `redis-streams`: the protocol over `ws` with Redis Streams as the store, one process each (server.ts): the durable
 * broker that many teams build. Events are stored by pipelined XADD; a blocking XREAD delivers them to consumers.
 *
 * Redis writes an append-only file. With `appendfsync everysec`, its default, a power cut loses about one second of
 * events that consumers have received; with `always` Redis does not respond, not even to readers, before the sync.
 * Set-up: Redis over a Unix socket with default settings, with the append-only file and without snapshots.
 */
import type { Promised, RunningTarget, StartOptions, Target } from '../../target.js';
import {
  packagesAvailable,
  programAvailable,
  programPath,
  runningTarget,
  startNodeServer,
} from '../peer.js';
import { ServerProcess } from '../server-process.js';
import { packageVersions, programVersion } from '../versions.js';
import { wearwireWire } from '../wearwire-wire.js';

const PROGRAM = 'redis-server';
const PACKAGES = ['ws', '@redis/client'];
/** Relative to the server's directory: socket paths are limited to about 100 bytes. */
const SOCKET = 'redis.sock';
const OWN_HEARTBEAT_MS = 40_000;

type Sync = 'everysec' | 'always';

const VARIANTS: Record<Sync, { name: string; title: string; promise: Promised }> = {
  everysec: {
    name: 'redis-streams',
    title: 'Redis Streams behind ws',
    promise: {
      durable: 'process crash',
      ordered: true,
      replay: false,
      note: 'appendfsync everysec; its streams could replay, this front does not',
    },
  },
  always: {
    name: 'redis-streams-always',
    title: 'Redis Streams behind ws, synced',
    promise: {
      durable: 'power cut',
      ordered: true,
      replay: false,
      note: 'appendfsync always; its streams could replay, this front does not',
    },
  },
};

export function redisStreams(sync: Sync): Target {
  return {
    ...VARIANTS[sync],
    role: 'peer',
    capabilities: ['sessions', 'fan-out'],
    async isAvailable() {
      const program = programAvailable(PROGRAM, PROGRAM);
      return program.ok ? packagesAvailable(...PACKAGES) : program;
    },
    versions: async () => ({
      [PROGRAM]: await programVersion(programPath(PROGRAM)),
      ...packageVersions(...PACKAGES),
    }),
    start: (options) => start(sync, options),
  };
}

async function start(sync: Sync, options: StartOptions): Promise<RunningTarget> {
  const { directory, heartbeatIntervalMs = OWN_HEARTBEAT_MS } = options;
  const redis = await startRedis(sync, directory);
  try {
    const program = new URL('./server.js', import.meta.url);
    const front = await startNodeServer(program, [String(heartbeatIntervalMs), SOCKET], directory);
    const port = Number(front.match[1]);
    return runningTarget({ servers: [redis, front], port, wire: wearwireWire(port) });
  } catch (error) {
    await redis.end('SIGKILL');
    throw error;
  }
}

function startRedis(sync: Sync, directory: string): Promise<ServerProcess> {
  const settings = {
    port: '0',
    unixsocket: SOCKET,
    appendonly: 'yes',
    appendfsync: sync,
    save: '',
  };
  return ServerProcess.start({
    file: programPath(PROGRAM),
    cwd: directory,
    args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
    ready: /ready to accept connections/,
  });
}
