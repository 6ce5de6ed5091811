/**
 * Every setting of the broker, in one table: flag, variable, key of the config file, kind, default, meaning.
 *
 * The variable's name is made from the flag (`--heartbeat-interval`: WEARWIRE_HEARTBEAT_INTERVAL), the file's
 * key is the table's. Flags that end in -interval or -timeout take ms; other times are durations.
 */
import { LIMITS } from '@wearwire/protocol';
import type { DeveloperCredentials } from '../auth/developers.js';
import { LOG_LEVELS, type LogLevel } from '../observability/logger.js';
import { SOCKETS, type SocketsSetting } from '../sockets/choose.js';
import type { Durability } from '../storage/disk/commit-queue.js';
import {
  choice,
  cidr,
  count,
  developer,
  duration,
  flag,
  milliseconds,
  named,
  oneOf,
  perSecond,
  portOrOff,
  sizeBound,
  text,
  userId,
  type ValueKind,
} from './values.js';

/**
 * All settings with their values; names end in their units. Meaning, default and unit of each stand in
 * `SETTINGS`.
 */
export interface BrokerConfig {
  host: string;
  port: number;
  /** Empty, as `tlsKey`: no TLS. */
  tlsCert: string;
  tlsKey: string;
  /** Addresses and networks; empty: no header is believed. */
  trustedProxies: readonly string[];
  data: string;
  store: 'memory' | 'disk';
  durability: Durability;
  sortSegments: 'on' | 'off';
  developers: readonly DeveloperCredentials[];
  /** User ids that tokens may be made for; empty: any. */
  users: readonly string[];
  /** Origins that may connect; empty: any. */
  origins: readonly string[];
  heartbeatIntervalMs: number;
  identifyTimeoutMs: number;
  probeTimeoutMs: number;
  barrierTimeoutMs: number;
  stallTimeoutMs: number;
  retentionMs: number;
  /** 0: no bound. */
  diskMaxBytes: number;
  tokenLifetimeMs: number;
  reusableTokens: boolean;
  consumersPerDeveloper: number;
  consumerTakeOver: boolean;
  monitorsPerDeveloper: number;
  stampMissingTs: boolean;
  sockets: SocketsSetting;
  compression: boolean;
  anonymousMax: number;
  /** 0: no bound; so for every setting `…PerSecond`. */
  anonymousPerAddress: number;
  connectionSubmitsPerSecond: number;
  userSubmitsPerSecond: number;
  developerSubmitsPerSecond: number;
  connectionBytesPerSecond: number;
  userBytesPerSecond: number;
  developerBytesPerSecond: number;
  developerTokensPerSecond: number;
  addressTokensPerSecond: number;
  logReadsMax: number;
  logReadsPerDeveloper: number;
  developerReplayBytesPerSecond: number;
  frameBytesMax: number;
  sendHighBytes: number;
  backlogBytesMax: number;
  stopCode: number;
  /** -1: no metrics. */
  metricsPort: number;
  metricsHost: string;
  logLevel: LogLevel;
}

/** One row of `SETTINGS`: the flag, how its text is read, what holds without it, and what it is for. */
export interface Setting<T> {
  readonly flag: string;
  readonly kind: ValueKind<T extends readonly (infer One)[] ? One : T>;
  /** May be given more than once; a list in the config file, commas in the variable. */
  readonly isList?: true;
  readonly default: T;
  /** `undefined` for what has none or says its own in the value. */
  readonly unit?: 'ms' | 'bytes' | 'duration';
  readonly meaning: string;
}

/** Of the setting: as MessagePack, with its envelope, it stays far below what our clients take. */
const FRAME_BYTES_HIGHEST = 4 * 1024 * 1024;

/** The table of settings, by the key that they have in options and in the config file. */
export const SETTINGS: { readonly [K in keyof BrokerConfig]: Setting<BrokerConfig[K]> } = {
  host: {
    flag: 'host',
    kind: named('HOST'),
    default: '127.0.0.1',
    meaning: 'address to listen on; 0.0.0.0 for all',
  },
  port: {
    flag: 'port',
    kind: count('N', 0, 65_535),
    default: 8080,
    meaning: 'port to listen on; 0 picks a free one',
  },
  tlsCert: {
    flag: 'tls-cert',
    kind: named('FILE'),
    default: '',
    meaning:
      'certificate and its chain, PEM: the broker speaks wss and https; SIGHUP reads it again',
  },
  tlsKey: {
    flag: 'tls-key',
    kind: named('FILE'),
    default: '',
    meaning: 'key of the certificate, PEM, without a passphrase',
  },
  trustedProxies: {
    flag: 'trusted-proxy',
    kind: cidr,
    isList: true,
    default: [],
    meaning: 'address or network of a proxy whose X-Forwarded-For is believed',
  },
  data: {
    flag: 'data',
    kind: named('DIR'),
    default: 'wearwire-data',
    meaning: 'directory of the disk store; made if it is not there',
  },
  store: {
    flag: 'store',
    kind: choice('disk', 'memory'),
    default: 'disk',
    meaning: 'where streams are kept',
  },
  durability: {
    flag: 'durability',
    kind: choice('disk', 'process'),
    default: 'disk',
    meaning: 'disk: synced before it is seen; process: survives kill -9, not a power cut',
  },
  sortSegments: {
    flag: 'sort-segments',
    kind: choice('on', 'off'),
    default: 'on',
    meaning:
      'rewrite full segments by developer in the background: replays are faster, each event is written twice',
  },
  developers: {
    flag: 'developer',
    kind: developer,
    isList: true,
    default: [],
    meaning: 'a developer and its API key; without any, one is made and kept in the store',
  },
  users: {
    flag: 'user',
    kind: userId,
    isList: true,
    default: [],
    meaning: 'a user id that tokens may be made for; without any, all may',
  },
  origins: {
    flag: 'origin',
    kind: text,
    isList: true,
    default: [],
    meaning: 'a web origin that may connect; without any, all may',
  },
  heartbeatIntervalMs: {
    flag: 'heartbeat-interval',
    kind: milliseconds,
    default: LIMITS.heartbeatIntervalMs.default,
    unit: 'ms',
    meaning: 'interval told to clients',
  },
  identifyTimeoutMs: {
    flag: 'identify-timeout',
    kind: milliseconds,
    default: LIMITS.identifyTimeoutMs.default,
    unit: 'ms',
    meaning: 'time to identify before 4000',
  },
  probeTimeoutMs: {
    flag: 'probe-timeout',
    kind: milliseconds,
    default: LIMITS.probeTimeoutMs.default,
    unit: 'ms',
    meaning: 'time for a consumer to answer the ping that a newcomer causes',
  },
  barrierTimeoutMs: {
    flag: 'barrier-timeout',
    kind: milliseconds,
    default: LIMITS.barrierTimeoutMs.default,
    unit: 'ms',
    meaning:
      'a HEARTBEAT_ACK that waits longer for its SUBMITs to be stored closes the producer with 1013; at most 3/4 of the heartbeat interval',
  },
  stallTimeoutMs: {
    flag: 'stall-timeout',
    kind: milliseconds,
    default: LIMITS.stallTimeoutMs.default,
    unit: 'ms',
    meaning: 'a consumer that takes nothing for so long is closed with 1013',
  },
  retentionMs: {
    flag: 'retention',
    kind: duration,
    default: LIMITS.retentionMs.default,
    unit: 'duration',
    meaning: 'how long events can be replayed',
  },
  diskMaxBytes: {
    flag: 'disk-max',
    kind: sizeBound,
    default: 0,
    unit: 'bytes',
    meaning: 'the log takes no more than this, the oldest events go first; 0 is no bound',
  },
  tokenLifetimeMs: {
    flag: 'token-lifetime',
    kind: duration,
    default: LIMITS.tokenLifetimeMs.default,
    unit: 'duration',
    meaning: 'life of an unused token',
  },
  reusableTokens: {
    flag: 'reusable-tokens',
    kind: flag,
    default: false,
    meaning: 'a token is good until it expires, not once',
  },
  consumersPerDeveloper: {
    flag: 'consumers-per-developer',
    kind: count('N', 1, 100_000),
    default: LIMITS.consumersPerDeveloper.default,
    meaning: 'consumers of one developer at the same time; each gets every event',
  },
  consumerTakeOver: {
    flag: 'consumer-take-over',
    kind: flag,
    default: false,
    meaning: 'a new consumer takes the place of the oldest instead of being refused',
  },
  monitorsPerDeveloper: {
    flag: 'monitors-per-developer',
    kind: count('N', 0, 100_000),
    default: LIMITS.monitorsPerDeveloper.default,
    meaning:
      'monitors of one developer at the same time: consumers that take no place of a consumer',
  },
  stampMissingTs: {
    flag: 'stamp-missing-ts',
    kind: flag,
    default: false,
    meaning: 'put server time into readings that have no ts',
  },
  sockets: {
    flag: 'sockets',
    kind: choice(...SOCKETS),
    default: 'auto',
    meaning:
      'socket library: uws (uWebSockets.js), ws, or auto: uws where it has a binary for this Node and platform, else ws',
  },
  compression: {
    flag: 'compression',
    kind: flag,
    default: false,
    meaning: 'permessage-deflate',
  },
  anonymousMax: {
    flag: 'anonymous-max',
    kind: count('N', 1, 1_000_000),
    default: LIMITS.anonymousMax.default,
    meaning: 'connections that have not identified yet; one more is answered with 503',
  },
  anonymousPerAddress: {
    flag: 'anonymous-per-address',
    kind: count('N', 0, 1_000_000),
    default: LIMITS.anonymousPerAddress.default,
    meaning: 'of these, from one address; 0 is no bound, for a proxy that is not trusted',
  },
  connectionSubmitsPerSecond: {
    flag: 'connection-submits-per-second',
    kind: perSecond,
    default: LIMITS.connectionSubmitsPerSecond.default,
    meaning: 'readings a second of one connection; 0 is no bound',
  },
  userSubmitsPerSecond: {
    flag: 'user-submits-per-second',
    kind: perSecond,
    default: LIMITS.userSubmitsPerSecond.default,
    meaning: "readings a second of all of one user's connections; 0 is no bound",
  },
  developerSubmitsPerSecond: {
    flag: 'developer-submits-per-second',
    kind: perSecond,
    default: LIMITS.developerSubmitsPerSecond.default,
    meaning: 'readings a second of all connections of one developer; 0 is no bound',
  },
  connectionBytesPerSecond: {
    flag: 'connection-bytes-per-second',
    kind: perSecond,
    default: LIMITS.connectionBytesPerSecond.default,
    unit: 'bytes',
    meaning: 'bytes of readings a second of one connection; 0 is no bound',
  },
  userBytesPerSecond: {
    flag: 'user-bytes-per-second',
    kind: perSecond,
    default: LIMITS.userBytesPerSecond.default,
    unit: 'bytes',
    meaning: "bytes of readings a second of all of one user's connections; 0 is no bound",
  },
  developerBytesPerSecond: {
    flag: 'developer-bytes-per-second',
    kind: perSecond,
    default: LIMITS.developerBytesPerSecond.default,
    unit: 'bytes',
    meaning: 'bytes of readings a second of all connections of one developer; 0 is no bound',
  },
  developerTokensPerSecond: {
    flag: 'developer-tokens-per-second',
    kind: perSecond,
    default: LIMITS.developerTokensPerSecond.default,
    meaning: 'tokens a second for one developer, then 429; 0 is no bound',
  },
  addressTokensPerSecond: {
    flag: 'address-tokens-per-second',
    kind: perSecond,
    default: LIMITS.addressTokensPerSecond.default,
    meaning:
      'requests for tokens a second from one address, then 429; 0 is no bound, for a proxy that is not trusted',
  },
  logReadsMax: {
    flag: 'log-reads-max',
    kind: count('N', 1, 1_024),
    default: LIMITS.logReadsMax.default,
    meaning: 'pages of the log read at once, for replays and consumers that lag; the others wait',
  },
  logReadsPerDeveloper: {
    flag: 'log-reads-per-developer',
    kind: count('N', 1, 1_024),
    default: LIMITS.logReadsPerDeveloper.default,
    meaning: 'of these, for one developer',
  },
  developerReplayBytesPerSecond: {
    flag: 'developer-replay-bytes-per-second',
    kind: perSecond,
    default: LIMITS.developerReplayBytesPerSecond.default,
    unit: 'bytes',
    meaning: "bytes a second of one developer's replays, which wait when it is more; 0 is no bound",
  },
  frameBytesMax: {
    flag: 'frame-bytes-max',
    kind: count('BYTES', 256, FRAME_BYTES_HIGHEST),
    default: LIMITS.frameBytesMax.default,
    unit: 'bytes',
    meaning: 'a frame of a client that is longer as JSON closes with 1009',
  },
  sendHighBytes: {
    flag: 'send-high-bytes',
    kind: count('BYTES', 16_384, 2 ** 27),
    default: 1024 * 1024,
    unit: 'bytes',
    meaning: 'a consumer with more than this unsent is fed from the log when it has caught up',
  },
  backlogBytesMax: {
    flag: 'backlog-bytes-max',
    kind: count('BYTES', 65_536, 2 ** 40),
    default: LIMITS.backlogBytesMax.default,
    unit: 'bytes',
    meaning: 'when more waits for the disk, producers are closed with 1013',
  },
  stopCode: {
    flag: 'stop-code',
    kind: oneOf(1001, 1012),
    default: 1012,
    meaning: 'close code when the broker stops: 1012 it comes back, 1001 it does not',
  },
  metricsPort: {
    flag: 'metrics-port',
    kind: portOrOff,
    default: -1,
    meaning: 'port of GET /metrics for Prometheus; 0 picks a free one, off is none',
  },
  metricsHost: {
    flag: 'metrics-host',
    kind: named('HOST'),
    default: '127.0.0.1',
    meaning: 'address of the metrics',
  },
  logLevel: {
    flag: 'log-level',
    kind: choice(...LOG_LEVELS),
    default: 'info',
    meaning: 'what goes to the log on stderr, as JSON lines',
  },
};

/** `heartbeat-interval` is WEARWIRE_HEARTBEAT_INTERVAL. */
export function variableOf(flagName: string): string {
  return `WEARWIRE_${flagName.toUpperCase().replaceAll('-', '_')}`;
}
