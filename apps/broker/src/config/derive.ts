/** Derives the configuration of each part from the settings. Limits that cannot be set are added here. */
import { LIMITS, MSGPACK_GROWTH } from '@wearwire/protocol';
import type { ApplicationSettings } from '../gateway/application.js';
import type { GatewaySettings } from '../gateway/gateway.js';
import type { SubmitRateSettings } from '../gateway/submit-rates.js';
import { Allowances } from '../limits/allowances.js';
import { HTTP_CONNECTIONS_MAX, type SocketServerSettings } from '../sockets/port.js';
import type { BrokerConfig } from './settings.js';
import type { TlsFiles } from './tls-files.js';
import type { NatsUrl } from './values.js';

export function gatewaySettings(config: BrokerConfig): GatewaySettings {
  return {
    heartbeatIntervalMs: config.heartbeatIntervalMs,
    heartbeatLeeway: LIMITS.heartbeatLeeway.default,
    identifyTimeoutMs: config.identifyTimeoutMs,
    probeTimeoutMs: config.probeTimeoutMs,
    stallTimeoutMs: config.stallTimeoutMs,
    frameBytesMax: config.frameBytesMax,
    pendingFramesMax: LIMITS.pendingFramesMax.default,
    pendingBytesMax: Math.max(LIMITS.pendingBytesMax.default, config.frameBytesMax),
    unsentBytesMax: LIMITS.unsentBytesMax.default,
    // DISPATCHes are sent until they exceed the high mark, so one more may be unsent. Answers are not included.
    unsentDispatchBytesMax: config.sendHighBytes + DISPATCH_GROWTH_MAX * config.frameBytesMax,
    replaysPendingMax: LIMITS.replaysPendingMax.default,
    stampMissingTs: config.stampMissingTs,
    retentionMs: config.retentionMs,
    reconnectSpreadMs: LIMITS.reconnectSpreadMs.default,
    acks: {
      spacingMs: LIMITS.heartbeatAckSpacingMs.default,
      burst: LIMITS.heartbeatAckBurst.default,
      barrierTimeoutMs: Math.min(
        config.barrierTimeoutMs,
        config.heartbeatIntervalMs * BARRIER_FRACTION_MAX,
      ),
      pendingMax: LIMITS.heartbeatAcksPendingMax.default,
      burstSpacingMs: LIMITS.ackBurstSpacingMs.default,
    },
  };
}

/**
 * The longest barrier timeout, as a fraction of the heartbeat interval. A client gives up if a HEARTBEAT_ACK has not
 * arrived by its next HEARTBEAT (P-CLI-2); the broker closes the connection before that.
 */
const BARRIER_FRACTION_MAX = 3 / 4;

/** Upper bound of the size of a DISPATCH with its envelope, divided by the maximum size of a SUBMIT. */
const DISPATCH_GROWTH_MAX = MSGPACK_GROWTH + 1;

/** The low mark, as a fraction of the high one. */
const SEND_LOW_FRACTION = 1 / 4;

export function socketSettings(config: BrokerConfig): SocketServerSettings {
  return {
    host: config.host,
    port: config.port,
    tls: tlsFilesOf(config),
    messageBytesMax: Math.ceil(config.frameBytesMax * MSGPACK_GROWTH),
    httpConnectionsMax: HTTP_CONNECTIONS_MAX,
    sendHighBytes: config.sendHighBytes,
    sendLowBytes: config.sendHighBytes * SEND_LOW_FRACTION,
    compression: config.compression,
  };
}

export function applicationSettings(config: BrokerConfig): ApplicationSettings {
  return { trustedProxies: config.trustedProxies, origins: setOf(config.origins) };
}

/** The options of the NATS backend, without its clock and logger. */
export function natsSettings(config: BrokerConfig, url: NatsUrl) {
  return {
    url,
    credentialsFile: config.natsCredentials,
    caFile: config.natsCa,
    certFile: config.natsCert,
    keyFile: config.natsKey,
    prefix: config.natsPrefix,
    replicas: config.replicas,
    shards: config.natsShards,
    retentionMs: config.retentionMs,
    bytesMax: config.diskMaxBytes,
    // One bucket holds both the tokens and the sessions of `POST /submit`.
    tokenLifetimeMs: Math.max(config.tokenLifetimeMs, config.submitSessionMs),
    frameBytesMax: config.frameBytesMax,
  };
}

/** `undefined`: no TLS. */
export function tlsFilesOf({ tlsCert, tlsKey }: BrokerConfig): TlsFiles | undefined {
  return tlsCert === '' ? undefined : { cert: tlsCert, key: tlsKey };
}

export function submitRateSettings(config: BrokerConfig): SubmitRateSettings {
  return {
    ...config,
    rateBurstMs: LIMITS.rateBurstMs.default,
    rateGraceMs: LIMITS.rateGraceMs.default,
    rateGraceEventsLeast: LIMITS.rateGraceEventsLeast.default,
    rateGraceBytesLeast: Math.max(LIMITS.rateGraceBytesLeast.default, config.frameBytesMax),
  };
}

/** Burst and grace of the rates that do not limit SUBMITs. */
const RATES = {
  /** Requests are refused above the rate. */
  request: { burstMs: LIMITS.rateBurstMs.default, graceMs: 0 },
  /** Many clients may connect at once: as many as the rate allows in one second. */
  identify: { burstMs: 1_000, graceMs: 0 },
  /** A read may exceed the rate; further reads wait. */
  replay: { burstMs: 1_000, graceMs: Infinity },
} as const;

/** `undefined`: unlimited. */
export function allowancesOf(kind: keyof typeof RATES, perSecond: number): Allowances | undefined {
  return perSecond === 0 ? undefined : new Allowances({ perSecond, ...RATES[kind] });
}

/** Returns `undefined` for an empty list, which means no restriction. */
export function setOf(values: readonly string[]): ReadonlySet<string> | undefined {
  return values.length > 0 ? new Set(values) : undefined;
}
