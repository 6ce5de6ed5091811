/** Looks at NATS servers without changing anything, for `doctor`. */
import { AckPolicy, DeliverPolicy, type StreamInfo } from '@nats-io/jetstream';
import { connectNats, isOlder, VERSION_MIN, VERSION_SAFE } from './connect.js';
import { Jet } from './jet.js';
import { Names } from './names.js';
import type { NatsSettings } from './nats-options.js';

/** What `checkNatsServers` has found. */
export interface NatsFacts {
  readonly version: string;
  /** Older than what the backend works with. */
  readonly isTooOld: boolean;
  /** Old enough that on several servers the message id alone keeps appends apart. */
  readonly isBeforeSafe: boolean;
  /** Why there is no JetStream for this account; `undefined`: there is. */
  readonly jetStreamProblem: string | undefined;
  readonly payloadBytesMax: number;
  /** Streams of the prefix that exist. */
  readonly streams: readonly NatsStreamFacts[];
  /** This machine's clock minus that of the servers; `undefined`: there is no stream to ask by. */
  readonly clockAheadMs: number | undefined;
}

/** One stream. */
export interface NatsStreamFacts {
  readonly name: string;
  readonly replicas: number;
  /** Copies that have everything, the leader's among them. */
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
      isBeforeSafe: isOlder(version, VERSION_SAFE),
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

/** The servers say when they created a consumer: one that nobody uses, and that goes by itself. */
async function clockAheadMs(jet: Jet, names: Names): Promise<number | undefined> {
  const beforeMs = Date.now();
  try {
    const { name, created } = await jet.manager.consumers.add(names.stateStream, {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.New,
      mem_storage: true,
      inactive_threshold: 5_000_000_000,
    });
    const ownMs = (beforeMs + Date.now()) / 2;
    await jet.manager.consumers.delete(names.stateStream, name);
    return Math.round(ownMs - Date.parse(created));
  } catch {
    return undefined;
  }
}
