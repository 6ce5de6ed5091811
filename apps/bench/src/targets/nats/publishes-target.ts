/**
 * `nats-publishes`, `nats-publishes-r3`: the controls of the wearwire broker on NATS. They show the limit of JetStream
 * if each event is published and acknowledged separately; only the acknowledgements are delivered. For one client, use
 * `--producers 1`.
 */
import type { RunningTarget, StartOptions, Target } from '../../target.js';
import { programAvailable, runningTarget } from '../peer.js';
import { createStreams } from './create-streams.js';
import { NATS_PROGRAM, natsVersions } from './nats-server.js';
import { endAll, type Replicas, startNatsServers } from './nats-servers.js';
import { PUBLISHES_STREAM, PUBLISHES_SUBJECTS } from './publishes-wire.js';

const WIRE = new URL('./publishes-wire.js', import.meta.url).href;

export function natsPublishes(replicas: Replicas): Target {
  return {
    name: replicas === 1 ? 'nats-publishes' : 'nats-publishes-r3',
    title: `JetStream, single acknowledged publishes, R${replicas}`,
    role: 'control',
    promise: {
      durable: 'process crash',
      ordered: true,
      replay: false,
      note: 'delivers only acknowledgements; syncs every 2 minutes',
    },
    capabilities: ['sessions', 'fan-out', 'nodes'],
    isAvailable: async () => programAvailable(NATS_PROGRAM, NATS_PROGRAM),
    versions: natsVersions,
    start: (options) => start(replicas, options),
  };
}

async function start(replicas: Replicas, options: StartOptions): Promise<RunningTarget> {
  const { servers, websocketPort: port } = await startNatsServers(options, replicas);
  try {
    const stream = { name: PUBLISHES_STREAM, subjects: [PUBLISHES_SUBJECTS] };
    await createStreams(port, [{ ...stream, storage: 'file', num_replicas: replicas }]);
  } catch (error) {
    await endAll(servers);
    throw error;
  }
  return runningTarget({ servers, port, wire: { module: WIRE, settings: null } });
}
