/**
 * `socket.io`: Socket.IO from npm, WebSocket transport only, in a separate process (server.ts). Producers
 * emit, the server numbers each event and emits it to the developer's room.
 *
 * Guarantees order while a connection lasts; a message may arrive once or not at all. Set-up: its defaults (the
 * `ws` engine, no compression), JSON as its own clients send it, no long-polling.
 */
import type { Target } from '../../target.js';
import { packagesAvailable, runningTarget, startNodeServer } from '../peer.js';
import { packageVersions } from '../versions.js';

const OWN_PING_INTERVAL_MS = 25_000;

export const socketIo: Target = {
  name: 'socket.io',
  title: 'Socket.IO',
  role: 'peer',
  promise: { durable: 'nothing', ordered: true, replay: false, note: 'at most once' },
  capabilities: ['sessions', 'fan-out'],
  isAvailable: async () => packagesAvailable('socket.io'),
  versions: async () => packageVersions('socket.io'),
  async start({ directory, heartbeatIntervalMs = OWN_PING_INTERVAL_MS }) {
    const program = new URL('./server.js', import.meta.url);
    const server = await startNodeServer(program, [String(heartbeatIntervalMs)], directory);
    const wire = { module: new URL('./wire.js', import.meta.url).href, settings: null };
    return runningTarget({ servers: [server], port: Number(server.match[1]), wire });
  },
};
