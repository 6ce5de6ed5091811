/**
 * `nats-jetstream`: NATS JetStream with file storage over WebSocket, one stream per developer and at most 64 streams;
 * consumers are ordered push consumers, which also replay.
 *
 * An event is written before it is delivered, and synced every 2 minutes (the server's default, which cannot be changed
 * in 2.9): it survives the end of the process, but not a power cut. Without acks a producer does not learn whether its
 * event was stored; `nats-jetstream-acks` requests an acknowledgement of each event. Set-up: the server's
 * defaults, one replica, two days of retention like wearwire, no compression, no TLS.
 */
import type { Promised, RunningTarget, StartOptions, Target } from '../../target.js';
import { programAvailable, runningTarget } from '../peer.js';
import { createStreams, type StreamConfig } from './create-streams.js';
import { type JetStreamSettings, shardStream, shardSubjects, shardsOf } from './jetstream-wire.js';
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
    await createStreams(port, streamsOf(options.streams));
  } catch (error) {
    await server.end('SIGKILL');
    throw error;
  }
  const module = new URL('./jetstream-wire.js', import.meta.url).href;
  const startAgain = async () => [(await startNats(options, true, port)).server];
  return runningTarget({ servers: [server], port, wire: { module, settings }, startAgain });
}

function streamsOf(developers: number): StreamConfig[] {
  return Array.from({ length: shardsOf(developers) }, (_, shard) => ({
    ...STREAM_CONFIG,
    name: shardStream(shard),
    subjects: [shardSubjects(shard)],
  }));
}
