/** Checks NATS servers for `doctor`. Changes nothing, except for a consumer that exists for the length of a request. */
import { AckPolicy, DeliverPolicy, type StreamInfo } from '@nats-io/jetstream';
import { connectNats, isOlder, VERSION_MIN, VERSION_SAFE } from './connect.js';
import { Jet } from './jet.js';
import { Names } from './names.js';
import type { NatsSettings } from './nats-options.js';

/** The result of `checkServers`. */
export interface NatsFacts {
  readonly version: string;
  /** Whether the server is older than the oldest supported version. */
  readonly isTooOld: boolean;
  /** Whether the server is so old that in a cluster only the message id prevents conflicting appends. */
  readonly isUnsafeInCluster: boolean;
  /** Why this account cannot use JetStream; `undefined` if it can. */
  readonly jetStreamProblem: string | undefined;
  readonly payloadBytesMax: number;
  /** The existing streams with the configured prefix. */
  readonly streams: readonly NatsStreamFacts[];
  /** This machine's clock minus that of the servers; `undefined` if it could not be measured, or there is no stream. */
  readonly clockAheadMs: number | undefined;
}

/** One stream. */
export interface NatsStreamFacts {
  readonly name: string;
  readonly replicas: number;
  /** Number of replicas that are up to date, including the leader. */
  readonly currentReplicas: number;
}

/** Throws `NatsSetupError` when the servers cannot be reached. */
export async function checkServers(settings: NatsSettings): Promise<NatsFacts> {
  const connection = await connectNats(settings, 'wearwire-doctor');
  try {
    const version = connection.info?.version ?? 'unknown';
    const jet = await Jet.of(connection);
    const problem = await jet.manager.getAccountInfo().then(
      () => undefined,
      (error: Error) => error.message,
    );
    const names = new Names(settings.prefix, settings.shards);
    const streams = problem === undefined ? await streamsOf(jet, names) : [];
    return {
      version,
      isTooOld: isOlder(version, VERSION_MIN),
      isUnsafeInCluster: isOlder(version, VERSION_SAFE),
      jetStreamProblem: problem,
      payloadBytesMax: connection.info?.max_payload ?? 0,
      streams: streams.map(streamFacts),
      clockAheadMs: streams.length === 0 ? undefined : await clockAheadMs(jet, names),
    };
  } finally {
    await connection.close();
  }
}

async function streamsOf(jet: Jet, names: Names): Promise<StreamInfo[]> {
  const wanted = [names.stateStream, names.tokenStream];
  for (let shard = 0; shard < names.shards; shard++) wanted.push(names.logStream(shard));
  const found = await Promise.all(
    wanted.map((name) => jet.manager.streams.info(name).catch(() => undefined)),
  );
  return found.filter((info) => info !== undefined);
}

function streamFacts({ config, cluster }: StreamInfo): NatsStreamFacts {
  const followers = cluster?.replicas ?? [];
  return {
    name: config.name,
    replicas: config.num_replicas,
    currentReplicas: 1 + followers.filter(({ current }) => current).length,
  };
}

/** The servers remove the consumer after this time if it could not be deleted. */
const CONSUMER_IDLE_NS = 5_000_000_000;

/** Creates and deletes a JetStream consumer, because the reply contains the server's time. */
async function clockAheadMs(jet: Jet, names: Names): Promise<number | undefined> {
  const beforeMs = Date.now();
  try {
    const { name, created } = await jet.manager.consumers.add(names.stateStream, {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.New,
      mem_storage: true,
      inactive_threshold: CONSUMER_IDLE_NS,
    });
    // The server created it about halfway between request and reply.
    const ownMs = (beforeMs + Date.now()) / 2;
    await jet.manager.consumers.delete(names.stateStream, name);
    return Math.round(ownMs - Date.parse(created));
  } catch {
    return undefined;
  }
}
