/**
 * `ws-broker`: our protocol over `ws`, what a good developer writes in an afternoon (server.ts). It numbers
 * each developer's events and hands them to the consumers, from memory.
 *
 * Promises order while a connection lasts, nothing beyond: no log, no replay, and a consumer that does not
 * read is buffered without bound. Fair set-up: the same frames on the same wire as ours, no compression.
 */
import type { Target } from '../../target.js';
import { packagesAvailable, runningPeer, startNodeServer } from '../peer.js';
import { packageVersions } from '../versions.js';
import { wearwireWire } from '../wearwire-wire.js';

export const wsBroker: Target = {
  name: 'ws-broker',
  title: 'plain ws broker',
  role: 'peer',
  promise: { durable: 'nothing', ordered: true, replay: false, note: 'our protocol, kept nowhere' },
  capabilities: ['sessions', 'fan-out'],
  isAvailable: async () => packagesAvailable('ws'),
  versions: async () => packageVersions('ws'),
  async start({ directory, heartbeatIntervalMs = 40_000 }) {
    const program = new URL('./server.js', import.meta.url);
    const server = await startNodeServer(program, [String(heartbeatIntervalMs)], directory);
    const port = Number(server.match[1]);
    return runningPeer({ servers: [server], port, wire: wearwireWire(port) });
  },
};
