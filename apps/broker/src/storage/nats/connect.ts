/** Connects to NATS and creates the streams. Every error message is one sentence that says what to do. */
import { readFile } from 'node:fs/promises';
import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import {
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type NatsConnection,
  TimeoutError,
} from '@nats-io/transport-node';
import { StorageError } from '../errors.js';
import { Jet, NO_STREAM_CODE } from './jet.js';
import {
  CONNECT_TIMEOUT_MS,
  DUPLICATE_WINDOW_MS,
  PING_INTERVAL_MS,
  PINGS_UNANSWERED_MAX,
  RECONNECT_PAUSE_MS,
  RECORD_OVERHEAD_BYTES,
  TOKEN_AGE_SLACK_MS,
} from './limits.js';
import { Names } from './names.js';
import type { NatsSettings, NatsStorageOptions } from './nats-options.js';
import { serversOf } from './servers.js';
import { changeState } from './state.js';

/** NATS cannot be used: it is unreachable, too old, has no JetStream, or its streams have other settings. */
export class NatsSetupError extends StorageError {
  constructor(message: string, options?: ErrorOptions) {
    super('nats-setup', message, options);
  }
}

/** The oldest server version that the tests cover. */
export const VERSION_MIN = [2, 9] as const;
/** Before this version, compare-and-set alone is not safe on several servers; the message id makes it safe. */
export const VERSION_SAFE = [2, 11] as const;

const NS_PER_MS = 1_000_000;

/** Throws `NatsSetupError`. */
export async function connectNats(settings: NatsSettings, name: string): Promise<NatsConnection> {
  const { servers, user, pass, token, isTls } = serversOf(settings.url);
  const { caFile, certFile, keyFile, credentialsFile } = settings;
  const files = {
    ...(caFile !== '' && { caFile }),
    ...(certFile !== '' && { certFile }),
    ...(keyFile !== '' && { keyFile }),
  };
  const options: ConnectionOptions = {
    servers,
    name,
    noEcho: true,
    // Without it, each request creates an error for its stack trace, which costs a tenth of an append.
    noAsyncTraces: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RECONNECT_PAUSE_MS,
    timeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: PINGS_UNANSWERED_MAX,
    ...(user !== undefined && { user, pass: pass ?? '' }),
    ...(token !== undefined && { token }),
    ...((isTls || Object.keys(files).length > 0) && { tls: files }),
  };
  try {
    if (credentialsFile !== '') {
      options.authenticator = credsAuthenticator(await readFile(credentialsFile));
    }
    return await connect(options);
  } catch (cause) {
    throw new NatsSetupError(
      `cannot connect to NATS at ${servers.join(', ')}: ${(cause as Error).message}; check --store, its credentials, and that nats-server runs`,
      { cause },
    );
  }
}

/** Checks the servers and creates missing streams. Throws `NatsSetupError`, `NatsUnavailableError`. */
export async function openJet(
  connection: NatsConnection,
  options: NatsStorageOptions,
): Promise<{ jet: Jet; names: Names }> {
  const { info } = connection;
  const version = info?.version ?? '0';
  if (isOlder(version, VERSION_MIN)) {
    throw new NatsSetupError(
      `nats-server ${version} is too old; use ${VERSION_MIN.join('.')} or later`,
    );
  }
  const needed = options.frameBytesMax + RECORD_OVERHEAD_BYTES;
  if ((info?.max_payload ?? 0) < needed) {
    throw new NatsSetupError(
      `nats-server accepts messages up to ${info?.max_payload} bytes, but one event may need ${needed}; raise max_payload of nats-server or lower --frame-bytes-max`,
    );
  }
  const jet = await Jet.of(connection);
  const cause = await accountProblem(jet);
  if (cause !== undefined) {
    throw new NatsSetupError(
      `nats-server ${version} has no JetStream for this account (${cause.message}); start it with "-js -sd DIRECTORY"`,
      { cause },
    );
  }
  if (options.replicas > 1 && isOlder(version, VERSION_SAFE)) {
    options.logger.warn({ version, replicas: options.replicas }, OLD_SERVER);
  }
  const names = new Names(options.prefix, options.shards);
  await ensureStreams(jet, names, options);
  return { jet, names };
}

/** Why the account has no JetStream; `undefined`: it has. */
function accountProblem(jet: Jet): Promise<Error | undefined> {
  return jet.retrying(async () => {
    try {
      await jet.manager.getAccountInfo();
      return undefined;
    } catch (error) {
      if (error instanceof TimeoutError) throw error;
      return error as Error;
    }
  });
}

async function ensureStreams(jet: Jet, names: Names, options: NatsStorageOptions): Promise<void> {
  const tokenAgeMs = options.tokenLifetimeMs + TOKEN_AGE_SLACK_MS;
  await ensureStream(
    jet,
    { name: names.stateStream, subject: names.stateSubjects, limits: { max_msgs_per_subject: 1 } },
    options,
  );
  await refuseOtherShards(jet, names);
  const wanted: StreamSketch[] = [
    {
      name: names.tokenStream,
      subject: names.tokenSubjects,
      limits: { max_msgs_per_subject: 1, max_age: tokenAgeMs * NS_PER_MS },
    },
  ];
  for (let shard = 0; shard < names.shards; shard++) {
    wanted.push({ name: names.logStream(shard), subject: names.logSubjects(shard), limits: {} });
  }
  for (const sketch of wanted) await ensureStream(jet, sketch, options);
}

/** The settings in which the streams differ. */
interface StreamSketch {
  readonly name: string;
  readonly subject: string;
  readonly limits: Partial<StreamConfig>;
}

async function ensureStream(
  jet: Jet,
  { name, subject, limits }: StreamSketch,
  { replicas, logger }: NatsStorageOptions,
): Promise<void> {
  const config = {
    name,
    subjects: [subject],
    num_replicas: replicas,
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    duplicate_window: DUPLICATE_WINDOW_MS * NS_PER_MS,
    ...limits,
  };
  const found = await streamOf(jet, name);
  if (found === undefined) {
    try {
      // Another broker may create the same stream concurrently; the servers accept that.
      await jet.retrying(() => jet.manager.streams.add(config));
    } catch (cause) {
      throw new NatsSetupError(
        `cannot create the stream ${name} with --replicas ${replicas}: ${(cause as Error).message}; check the limits of the account, and that there is a JetStream server for each replica`,
        { cause },
      );
    }
    logger.info({ stream: name, replicas }, 'created a stream');
    return;
  }
  if (found.num_replicas !== replicas) {
    throw new NatsSetupError(
      `the stream ${name} has --replicas ${found.num_replicas}, not ${replicas}; use --replicas ${found.num_replicas}, or change the stream with "nats stream edit --replicas=${replicas}"`,
    );
  }
  const maxAge = Number(limits.max_age ?? 0);
  if (maxAge > Number(found.max_age)) {
    await jet.retrying(() => jet.manager.streams.update(name, { max_age: maxAge }));
  }
}

/** The shard of a developer depends on the number of shards, so the number of shards must not change. */
async function refuseOtherShards(jet: Jet, names: Names): Promise<void> {
  const subject = names.state('shards', 'count');
  const { shards } = names;
  const state = await changeState<{ shards: number }>(jet, names, subject, 'start', (stored) =>
    stored === undefined ? { shards } : undefined,
  );
  if (state === undefined || state.shards === shards) return;
  throw new NatsSetupError(
    `the log has --nats-shards ${state.shards}, not ${shards}; use --nats-shards ${state.shards}, because the number cannot be changed`,
  );
}

async function streamOf(jet: Jet, name: string) {
  try {
    return (await jet.info(name)).config;
  } catch (error) {
    if ((error as { code?: number }).code === NO_STREAM_CODE) return undefined;
    throw error;
  }
}

/** Whether the server is older than `[major, minor]`. */
export function isOlder(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}

const OLD_SERVER =
  'nats-server before 2.11 detects conflicting appends on several servers only by the message id; this is safe, but 2.11 or later is recommended';
