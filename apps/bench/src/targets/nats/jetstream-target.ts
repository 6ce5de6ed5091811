/**
 * `nats-jetstream`: NATS JetStream with file storage over WebSocket, one stream per developer and at most 64 streams;
 * consumers are ordered push consumers, which also replay.
 *
 * An event is written before it is delivered, and synced every 2 minutes (the server's default, which cannot be changed
 * in 2.9): it survives the end of the process, but not a power cut. Without acks a producer does not learn whether its
 * event was stored; `nats-jetstream-acks` requests an acknowledgement of each event. Fair set-up: the server's
 * defaults, one replica, two days of retention like wearwire, no compression, no TLS.
 */
import { RawConnection } from '../../generator/raw-connection.js';
import type { Promised, RunningTarget, StartOptions, Target } from '../../target.js';
import { HOST, programAvailable, runningPeer } from '../peer.js';
import { type JetStreamSettings, shardStream, shardSubjects, shardsOf } from './jetstream-wire.js';
import { NatsLink } from './nats-link.js';
import { NATS_PROGRAM, natsVersions, startNats } from './nats-server.js';

const RETENTION_NS = 2 * 24 * 3600 * 1_000_000_000;

const STREAM_CONFIG = {
  storage: 'file',
  retention: 'limits',
  discard: 'old',
  num_replicas: 1,
  max_age: RETENTION_NS,
};

const PROMISE: Promised = { durable: 'process crash', ordered: true, replay: true };

const NO_ACKS = {
  name: 'nats-jetstream',
  title: 'JetStream on file, no acks',
  promise: { ...PROMISE, note: 'syncs every 2 minutes; producers do not learn what is stored' },
};

const ACKS = {
  name: 'nats-jetstream-acks',
  title: 'JetStream on file, acks',
  promise: { ...PROMISE, note: 'syncs every 2 minutes; each event is acknowledged' },
};

export function jetStream(hasAcks: boolean): Target {
  return {
    ...(hasAcks ? ACKS : NO_ACKS),
    role: 'peer',
    capabilities: ['replay', 'resume', 'restart', 'sessions', 'fan-out'],
    isAvailable: async () => programAvailable(NATS_PROGRAM, NATS_PROGRAM),
    versions: natsVersions,
    start: (options) => start(hasAcks, options),
  };
}

async function start(hasAcks: boolean, options: StartOptions): Promise<RunningTarget> {
  const { server, port } = await startNats(options, true);
  const settings: JetStreamSettings = { developers: options.streams, hasAcks };
  try {
    await createStreams(port, options.streams);
  } catch (error) {
    await server.end('SIGKILL');
    throw error;
  }
  const module = new URL('./jetstream-wire.js', import.meta.url).href;
  const startAgain = async () => [(await startNats(options, true, port)).server];
  return runningPeer({ servers: [server], port, wire: { module, settings }, startAgain });
}

async function createStreams(port: number, developers: number): Promise<void> {
  const connection = await RawConnection.open({
    endpoint: { host: HOST, port },
    path: '/',
    protocol: undefined,
    localAddress: undefined,
    onRead: () => {},
    onClose: () => {},
  });
  try {
    const nats = await NatsLink.open(connection);
    for (let shard = 0; shard < shardsOf(developers); shard += 1) {
      const name = shardStream(shard);
      const config = { ...STREAM_CONFIG, name, subjects: [shardSubjects(shard)] };
      await nats.request(`$JS.API.STREAM.CREATE.${name}`, config, `_INBOX.${shard}`, 1 + shard);
    }
  } finally {
    connection.close();
  }
}
