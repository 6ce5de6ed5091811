/**
 * `nats-core`: NATS with its own WebSocket listener, one subject per developer, publish and subscribe.
 *
 * Guarantees each producer's order while a connection lasts, and delivery at most once: events are not stored, and a
 * consumer that falls 64 MiB or 10 s behind is disconnected. Set-up: the server's defaults, no compression, no
 * TLS.
 */
import type { Target } from '../../target.js';
import { programAvailable, runningTarget } from '../peer.js';
import { NATS_PROGRAM, natsVersions, startNats } from './nats-server.js';

export const natsCore: Target = {
  name: 'nats-core',
  title: 'NATS core',
  role: 'peer',
  promise: { durable: 'nothing', ordered: true, replay: false, note: 'at most once' },
  capabilities: ['sessions', 'fan-out'],
  isAvailable: async () => programAvailable(NATS_PROGRAM, NATS_PROGRAM),
  versions: natsVersions,
  async start(options) {
    const { server, port } = await startNats(options, false);
    const wire = { module: new URL('./core-wire.js', import.meta.url).href, settings: null };
    return runningTarget({ servers: [server], port, wire });
  },
};
