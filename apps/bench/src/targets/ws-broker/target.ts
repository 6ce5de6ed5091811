/**
 * `ws-broker`: a minimal broker of the protocol on `ws` (server.ts). It numbers the events of each developer and
 * forwards them to the consumers from memory.
 *
 * Guarantees only order while a connection lasts: no log, no replay, and it buffers without limit for a
 * consumer that does not read. Set-up: the same frames and wire as wearwire, no compression.
 */
import type { Target } from '../../target.js';
import { packagesAvailable, runningTarget, startNodeServer } from '../peer.js';
import { packageVersions } from '../versions.js';
import { wearwireWire } from '../wearwire-wire.js';

export const wsBroker: Target = {
  name: 'ws-broker',
  title: 'plain ws broker',
  role: 'peer',
  promise: { durable: 'nothing', ordered: true, replay: false, note: 'our protocol, not stored' },
  capabilities: ['sessions', 'fan-out'],
  isAvailable: async () => packagesAvailable('ws'),
  versions: async () => packageVersions('ws'),
  async start({ directory, heartbeatIntervalMs = 40_000 }) {
    const program = new URL('./server.js', import.meta.url);
    const server = await startNodeServer(program, [String(heartbeatIntervalMs)], directory);
    const port = Number(server.match[1]);
    return runningTarget({ servers: [server], port, wire: wearwireWire(port) });
  },
};
