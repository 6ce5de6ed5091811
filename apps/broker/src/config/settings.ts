/**
 * Every setting of the broker, in one table: flag, variable, key of the config file, kind, default, meaning.
 *
 * The variable's name is derived from the flag (`--heartbeat-interval`: WEARWIRE_HEARTBEAT_INTERVAL); the key of the
 * config file is the key in the table. Durations are written as 40s or 40000 (ms), sizes as 1MiB or 1048576 (bytes).
 *
 * Longer than the limit of 250 lines, because it is one table.
 */
import {
  count,
  duration,
  flag,
  oneOfNumbers,
  oneOfWords,
  type SettingKind,
  size,
  sizeOrNone,
  text,
  timeout,
} from '@wearwire/options';
import { LIMITS } from '@wearwire/protocol';
import type { DeveloperCredentials } from '../auth/developers.js';
import { CONSOLE_MODES, type ConsoleMode } from '../console/console-access.js';
import { LOG_LEVELS, type LogLevel } from '../observability/logger.js';
import { SOCKETS, type SocketsSetting } from '../sockets/choose.js';
import type { Durability } from '../storage/disk/commit/commit-queue.js';
import {
  bytesPerSecond,
  cidr,
  developer,
  natsPrefix,
  perSecond,
  portOrOff,
  type StoreSetting,
  store,
  userId,
} from './values.js';

/** The values of all settings; names end in their units. `SETTINGS` has the meaning, default and unit of each. */
export interface BrokerConfig {
  host: string;
  port: number;
  /** Empty: no TLS; then `tlsKey` is empty as well. */
  tlsCert: string;
  tlsKey: string;
  /** Addresses and networks of proxies; empty: X-Forwarded-For is ignored. */
  trustedProxies: readonly string[];
  data: string;
  store: StoreSetting;
  /** `replicas` and the settings `nats…` apply only if `store` is a URL of NATS servers. */
  replicas: number;
  natsShards: number;
  natsPrefix: string;
  /** Empty: no file. The same applies to `natsCa`, `natsCert` and `natsKey`. */
  natsCredentials: string;
  natsCa: string;
  natsCert: string;
  natsKey: string;
  durability: Durability;
  sortSegments: 'on' | 'off';
  developers: readonly DeveloperCredentials[];
  /** User ids that may get tokens; empty: any. */
  users: readonly string[];
  /** Allowed origins; empty: any. */
  origins: readonly string[];
  heartbeatIntervalMs: number;
  identifyTimeoutMs: number;
  probeTimeoutMs: number;
  barrierTimeoutMs: number;
  stallTimeoutMs: number;
  retentionMs: number;
  /** 0: unlimited. */
  diskMaxBytes: number;
  tokenLifetimeMs: number;
  reusableTokens: boolean;
  submitSessionMs: number;
  /** 0: unlimited. */
  connectionsPerUser: number;
  consumersPerDeveloper: number;
  consumerTakeOver: boolean;
  monitorsPerDeveloper: number;
  stampMissingTs: boolean;
  sockets: SocketsSetting;
  compression: boolean;
  anonymousMax: number;
  /** 0: unlimited. The same applies to every setting `…PerSecond`. */
  anonymousPerAddress: number;
  connectionSubmitsPerSecond: number;
  userSubmitsPerSecond: number;
  developerSubmitsPerSecond: number;
  connectionBytesPerSecond: number;
  userBytesPerSecond: number;
  developerBytesPerSecond: number;
  developerTokensPerSecond: number;
  developerIdentifiesPerSecond: number;
  addressTokensPerSecond: number;
  logReadsMax: number;
  logReadsPerDeveloper: number;
  developerReplayBytesPerSecond: number;
  frameBytesMax: number;
  sendHighBytes: number;
  backlogBytesMax: number;
  console: ConsoleMode;
  /** Empty: the console does not show the health of the whole broker. */
  operatorKey: string;
  stopCode: number;
  /** -1: no metrics. */
  metricsPort: number;
  metricsHost: string;
  logLevel: LogLevel;
}

/** The groups of the help, in this order. */
export const SETTING_GROUPS = ['Basics', 'TLS', 'NATS', 'Limits', 'Tuning'] as const;
/** Heading under which `serve --help` lists a setting. */
export type SettingGroup = (typeof SETTING_GROUPS)[number];

/** One row of `SETTINGS`: flag, parser, default, meaning. */
export interface Setting<T> {
  readonly flag: string;
  readonly kind: SettingKind<T extends readonly (infer One)[] ? One : T>;
  /** May be repeated; a list in the config file, comma-separated in the variable. */
  readonly isList?: true;
  readonly default: T;
  /** Unit of a number that is written without one. */
  readonly unit?: 'ms' | 'bytes';
  readonly group: SettingGroup;
  readonly meaning: string;
}

/**
 * Highest value of `frameBytesMax`. A frame of this size, as MessagePack and with its envelope, is far below
 * `SERVER_FRAME_BYTES_MAX`, the limit of our clients.
 */
const FRAME_BYTES_HIGHEST = 4 * 1024 * 1024;

/** The table of settings, by their key in options and in the config file. */
export const SETTINGS: { readonly [K in keyof BrokerConfig]: Setting<BrokerConfig[K]> } = {
  host: {
    flag: 'host',
    kind: text('HOST'),
    default: '127.0.0.1',
    group: 'Basics',
    meaning: 'Listen on this address; 0.0.0.0 for all',
  },
  port: {
    flag: 'port',
    kind: count('N', 0, 65_535),
    default: 8080,
    group: 'Basics',
    meaning: 'Listen on this port; 0 picks a free one',
  },
  tlsCert: {
    flag: 'tls-cert',
    kind: text('FILE'),
    default: '',
    group: 'TLS',
    meaning: 'Serve wss and https with this certificate and its chain (PEM); SIGHUP reloads it',
  },
  tlsKey: {
    flag: 'tls-key',
    kind: text('FILE'),
    default: '',
    group: 'TLS',
    meaning: 'Use this private key for the certificate (PEM, no passphrase)',
  },
  trustedProxies: {
    flag: 'trusted-proxy',
    kind: cidr,
    isList: true,
    default: [],
    group: 'TLS',
    meaning: 'Trust X-Forwarded-For from this proxy (address or network)',
  },
  data: {
    flag: 'data',
    kind: text('DIR'),
    default: 'wearwire-data',
    group: 'Basics',
    meaning: 'Keep the disk store in this directory; it is created if missing',
  },
  store: {
    flag: 'store',
    kind: store,
    default: 'disk',
    group: 'Basics',
    meaning:
      'Keep streams on disk, in memory until the broker stops, or in NATS JetStream, which any number of brokers can share',
  },
  replicas: {
    flag: 'replicas',
    kind: count('N', 1, 5),
    default: 1,
    group: 'NATS',
    meaning:
      'Keep this many copies of each stream, each on another NATS server; 3 survive the loss of one',
  },
  natsShards: {
    flag: 'nats-shards',
    kind: count('N', 1, 64),
    default: 4,
    group: 'NATS',
    meaning:
      'Distribute developers over this many streams; cannot be changed after the streams are created',
  },
  natsPrefix: {
    flag: 'nats-prefix',
    kind: natsPrefix,
    default: 'wearwire',
    group: 'NATS',
    meaning:
      'Begin the names of streams and subjects with this prefix; brokers with the same prefix share all data',
  },
  natsCredentials: {
    flag: 'nats-credentials',
    kind: text('FILE'),
    default: '',
    group: 'NATS',
    meaning: 'Sign in with this NATS credentials file (JWT and seed)',
  },
  natsCa: {
    flag: 'nats-ca',
    kind: text('FILE'),
    default: '',
    group: 'NATS',
    meaning: 'Trust this authority for the certificates of the NATS servers (PEM)',
  },
  natsCert: {
    flag: 'nats-cert',
    kind: text('FILE'),
    default: '',
    group: 'NATS',
    meaning: 'Present this client certificate to the NATS servers (PEM)',
  },
  natsKey: {
    flag: 'nats-key',
    kind: text('FILE'),
    default: '',
    group: 'NATS',
    meaning: 'Use this private key for the client certificate (PEM)',
  },
  durability: {
    flag: 'durability',
    kind: oneOfWords('disk', 'process'),
    default: 'disk',
    group: 'Basics',
    meaning:
      'disk: sync events to disk before delivering or acknowledging them; process: survive kill -9, but not a power cut',
  },
  sortSegments: {
    flag: 'sort-segments',
    kind: oneOfWords('on', 'off'),
    default: 'on',
    group: 'Tuning',
    meaning:
      'Rewrite full segments sorted by developer: faster replays, each event is written twice',
  },
  developers: {
    flag: 'developer',
    kind: developer,
    isList: true,
    default: [],
    group: 'Basics',
    meaning: 'Accept this developer and API key; if none is given or stored, one is created',
  },
  users: {
    flag: 'user',
    kind: userId,
    isList: true,
    default: [],
    group: 'Limits',
    meaning: 'Issue tokens only for this user id (default: all)',
  },
  origins: {
    flag: 'origin',
    kind: text('TEXT'),
    isList: true,
    default: [],
    group: 'Limits',
    meaning: 'Accept only this web origin (default: all)',
  },
  heartbeatIntervalMs: {
    flag: 'heartbeat-interval',
    kind: timeout,
    default: LIMITS.heartbeatIntervalMs.default,
    unit: 'ms',
    group: 'Tuning',
    meaning: 'Ask clients for a heartbeat at this interval',
  },
  identifyTimeoutMs: {
    flag: 'identify-timeout',
    kind: timeout,
    default: LIMITS.identifyTimeoutMs.default,
    unit: 'ms',
    group: 'Tuning',
    meaning: 'Close a client with 4000 if it has not sent IDENTIFY after this time',
  },
  probeTimeoutMs: {
    flag: 'probe-timeout',
    kind: timeout,
    default: LIMITS.probeTimeoutMs.default,
    unit: 'ms',
    group: 'Tuning',
    meaning: 'When a new consumer needs a slot, wait this long for the holder to answer a ping',
  },
  barrierTimeoutMs: {
    flag: 'barrier-timeout',
    kind: timeout,
    default: LIMITS.barrierTimeoutMs.default,
    unit: 'ms',
    group: 'Tuning',
    meaning:
      'Close a producer with 1013 if storing its readings delays a HEARTBEAT_ACK by more than this; at most 3/4 of the heartbeat interval',
  },
  stallTimeoutMs: {
    flag: 'stall-timeout',
    kind: timeout,
    default: LIMITS.stallTimeoutMs.default,
    unit: 'ms',
    group: 'Tuning',
    meaning:
      'Close a consumer with 1013 if events wait for it and it reads none of them for this long',
  },
  retentionMs: {
    flag: 'retention',
    kind: duration,
    default: LIMITS.retentionMs.default,
    unit: 'ms',
    group: 'Basics',
    meaning: 'Keep events this long for replay',
  },
  diskMaxBytes: {
    flag: 'disk-max',
    kind: sizeOrNone,
    default: 0,
    unit: 'bytes',
    group: 'Basics',
    meaning: 'Remove the oldest events before the log reaches this size; 0 = unlimited',
  },
  tokenLifetimeMs: {
    flag: 'token-lifetime',
    kind: duration,
    default: LIMITS.tokenLifetimeMs.default,
    unit: 'ms',
    group: 'Limits',
    meaning: 'Expire unused tokens after this time',
  },
  reusableTokens: {
    flag: 'reusable-tokens',
    kind: flag,
    default: false,
    group: 'Limits',
    meaning: 'Accept a token any number of times until it expires, instead of only once',
  },
  submitSessionMs: {
    flag: 'submit-session',
    kind: duration,
    default: LIMITS.submitSessionMs.default,
    unit: 'ms',
    group: 'Limits',
    meaning: 'Accept a user token for POST /submit for this time after its first use there',
  },
  connectionsPerUser: {
    flag: 'connections-per-user',
    kind: count('N', 0, 1_000_000),
    default: LIMITS.connectionsPerUser.default,
    group: 'Limits',
    meaning:
      'Allow this many producer connections per user at a time; further ones are closed with 1008; 0 = unlimited',
  },
  consumersPerDeveloper: {
    flag: 'consumers-per-developer',
    kind: count('N', 1, 100_000),
    default: LIMITS.consumersPerDeveloper.default,
    group: 'Limits',
    meaning: 'Allow this many consumers per developer at a time; each gets every event',
  },
  consumerTakeOver: {
    flag: 'consumer-take-over',
    kind: flag,
    default: false,
    group: 'Limits',
    meaning: 'Let a new consumer replace the oldest instead of refusing it',
  },
  monitorsPerDeveloper: {
    flag: 'monitors-per-developer',
    kind: count('N', 0, 100_000),
    default: LIMITS.monitorsPerDeveloper.default,
    group: 'Limits',
    meaning: 'Allow this many monitors per developer at a time; they use no consumer slot',
  },
  stampMissingTs: {
    flag: 'stamp-missing-ts',
    kind: flag,
    default: false,
    group: 'Tuning',
    meaning: 'Add server time to readings without ts',
  },
  sockets: {
    flag: 'sockets',
    kind: oneOfWords(...SOCKETS),
    default: 'auto',
    group: 'Tuning',
    meaning:
      'Use this socket library: uws (uWebSockets.js) or ws; auto: uws if it has a binary for this Node and platform, else ws',
  },
  compression: {
    flag: 'compression',
    kind: flag,
    default: false,
    group: 'Tuning',
    meaning: 'Offer permessage-deflate',
  },
  anonymousMax: {
    flag: 'anonymous-max',
    kind: count('N', 1, 1_000_000),
    default: LIMITS.anonymousMax.default,
    group: 'Limits',
    meaning:
      'Allow this many connections that have not sent IDENTIFY; further ones are refused with 503',
  },
  anonymousPerAddress: {
    flag: 'anonymous-per-address',
    kind: count('N', 0, 1_000_000),
    default: LIMITS.anonymousPerAddress.default,
    group: 'Limits',
    meaning:
      'Allow this many connections per address that have not sent IDENTIFY; 0 = unlimited; use 0 behind a proxy that is not in --trusted-proxy',
  },
  connectionSubmitsPerSecond: {
    flag: 'connection-submits-per-second',
    kind: perSecond,
    default: LIMITS.connectionSubmitsPerSecond.default,
    group: 'Limits',
    meaning: 'Accept this many readings per second per connection; 0 = unlimited',
  },
  userSubmitsPerSecond: {
    flag: 'user-submits-per-second',
    kind: perSecond,
    default: LIMITS.userSubmitsPerSecond.default,
    group: 'Limits',
    meaning: 'Accept this many readings per second per user; 0 = unlimited',
  },
  developerSubmitsPerSecond: {
    flag: 'developer-submits-per-second',
    kind: perSecond,
    default: LIMITS.developerSubmitsPerSecond.default,
    group: 'Limits',
    meaning: 'Accept this many readings per second per developer; 0 = unlimited',
  },
  connectionBytesPerSecond: {
    flag: 'connection-bytes-per-second',
    kind: bytesPerSecond,
    default: LIMITS.connectionBytesPerSecond.default,
    unit: 'bytes',
    group: 'Limits',
    meaning: 'Accept this many bytes of readings per second per connection; 0 = unlimited',
  },
  userBytesPerSecond: {
    flag: 'user-bytes-per-second',
    kind: bytesPerSecond,
    default: LIMITS.userBytesPerSecond.default,
    unit: 'bytes',
    group: 'Limits',
    meaning: 'Accept this many bytes of readings per second per user; 0 = unlimited',
  },
  developerBytesPerSecond: {
    flag: 'developer-bytes-per-second',
    kind: bytesPerSecond,
    default: LIMITS.developerBytesPerSecond.default,
    unit: 'bytes',
    group: 'Limits',
    meaning: 'Accept this many bytes of readings per second per developer; 0 = unlimited',
  },
  developerTokensPerSecond: {
    flag: 'developer-tokens-per-second',
    kind: perSecond,
    default: LIMITS.developerTokensPerSecond.default,
    group: 'Limits',
    meaning:
      'Issue this many tokens per second per developer; further requests are answered with 429; 0 = unlimited',
  },
  developerIdentifiesPerSecond: {
    flag: 'developer-identifies-per-second',
    kind: perSecond,
    default: LIMITS.developerIdentifiesPerSecond.default,
    group: 'Limits',
    meaning:
      'Accept this many IDENTIFYs per second per developer; further connections are closed with 1013; 0 = unlimited',
  },
  addressTokensPerSecond: {
    flag: 'address-tokens-per-second',
    kind: perSecond,
    default: LIMITS.addressTokensPerSecond.default,
    group: 'Limits',
    meaning:
      'Accept this many token requests per second per address; further ones are answered with 429; 0 = unlimited; use 0 behind a proxy that is not in --trusted-proxy',
  },
  logReadsMax: {
    flag: 'log-reads-max',
    kind: count('N', 1, 1_024),
    default: LIMITS.logReadsMax.default,
    group: 'Tuning',
    meaning: 'Read at most this many pages of the log at once; further reads wait',
  },
  logReadsPerDeveloper: {
    flag: 'log-reads-per-developer',
    kind: count('N', 1, 1_024),
    default: LIMITS.logReadsPerDeveloper.default,
    group: 'Tuning',
    meaning: 'Read at most this many pages of the log at once for one developer',
  },
  developerReplayBytesPerSecond: {
    flag: 'developer-replay-bytes-per-second',
    kind: bytesPerSecond,
    default: LIMITS.developerReplayBytesPerSecond.default,
    unit: 'bytes',
    group: 'Limits',
    meaning:
      'Replay at most this many bytes per second per developer; further replays wait; 0 = unlimited',
  },
  frameBytesMax: {
    flag: 'frame-bytes-max',
    kind: size(256, FRAME_BYTES_HIGHEST),
    default: LIMITS.frameBytesMax.default,
    unit: 'bytes',
    group: 'Limits',
    meaning:
      'Close a client with 1009 if one of its frames is longer than this; MessagePack is measured as JSON',
  },
  sendHighBytes: {
    flag: 'send-high-bytes',
    kind: size(16_384, 2 ** 27),
    default: 1024 * 1024,
    unit: 'bytes',
    group: 'Tuning',
    meaning:
      'Pause sending to a consumer if its send buffer exceeds this; the consumer then continues from the log',
  },
  backlogBytesMax: {
    flag: 'backlog-bytes-max',
    kind: size(65_536, 2 ** 40),
    default: LIMITS.backlogBytesMax.default,
    unit: 'bytes',
    group: 'Tuning',
    meaning: 'Close producers with 1013 while more than this many bytes wait to be stored',
  },
  stopCode: {
    flag: 'stop-code',
    kind: oneOfNumbers(1001, 1012),
    default: 1012,
    group: 'Tuning',
    meaning:
      'Close connections with this code on stop: 1012 = the broker restarts, 1001 = it does not',
  },
  console: {
    flag: 'console',
    kind: oneOfWords(...CONSOLE_MODES),
    default: 'off',
    group: 'Basics',
    meaning:
      'Serve the console at /: on = to everyone, loopback = only to browsers on this machine',
  },
  operatorKey: {
    flag: 'operator-key',
    kind: text('KEY'),
    default: '',
    group: 'Basics',
    meaning: 'Show the health of the whole broker in the console to anyone with this key',
  },
  metricsPort: {
    flag: 'metrics-port',
    kind: portOrOff,
    default: -1,
    group: 'Basics',
    meaning: 'Serve GET /metrics for Prometheus on this port; 0 picks a free one',
  },
  metricsHost: {
    flag: 'metrics-host',
    kind: text('HOST'),
    default: '127.0.0.1',
    group: 'Basics',
    meaning: 'Serve metrics on this address',
  },
  logLevel: {
    flag: 'log-level',
    kind: oneOfWords(...LOG_LEVELS),
    default: 'info',
    group: 'Basics',
    meaning: 'Write log lines of this level and above to stderr, as JSON',
  },
};

/** `heartbeat-interval` becomes WEARWIRE_HEARTBEAT_INTERVAL. */
export function variableOf(flagName: string): string {
  return `WEARWIRE_${flagName.toUpperCase().replaceAll('-', '_')}`;
}
