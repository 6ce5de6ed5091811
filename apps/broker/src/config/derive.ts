/** From the settings that people give to what each part asks for; the limits that nobody sets come in here. */
import { LIMITS } from '@wearwire/protocol';
import type { GatewaySettings } from '../gateway/gateway.js';
import type { ServerSettings } from '../gateway/uws-server.js';
import type { BrokerConfig } from './settings.js';
import type { TlsFiles } from './tls-files.js';

export function gatewaySettings(config: BrokerConfig): GatewaySettings {
  return {
    heartbeatIntervalMs: config.heartbeatIntervalMs,
    heartbeatLeeway: LIMITS.heartbeatLeeway.default,
    identifyTimeoutMs: config.identifyTimeoutMs,
    probeTimeoutMs: config.probeTimeoutMs,
    stallTimeoutMs: config.stallTimeoutMs,
    frameBytesMax: config.frameBytesMax,
    pendingFramesMax: LIMITS.pendingFramesMax.default,
    replaysPendingMax: LIMITS.replaysPendingMax.default,
    stampMissingTs: config.stampMissingTs,
    retentionMs: config.retentionMs,
    reconnectSpreadMs: LIMITS.reconnectSpreadMs.default,
    acks: {
      spacingMs: LIMITS.heartbeatAckSpacingMs.default,
      burst: LIMITS.heartbeatAckBurst.default,
      barrierTimeoutMs: config.barrierTimeoutMs,
    },
  };
}

/** The low mark, as a part of the high one. */
const SEND_LOW_PART = 1 / 4;

export function serverSettings(config: BrokerConfig): ServerSettings {
  return {
    host: config.host,
    port: config.port,
    tls: tlsFilesOf(config),
    trustedProxies: config.trustedProxies,
    anonymousMax: config.anonymousMax,
    frameBytesCut: LIMITS.frameBytesCut.default,
    sendHighBytes: config.sendHighBytes,
    sendLowBytes: config.sendHighBytes * SEND_LOW_PART,
    compression: config.compression,
    origins: setOf(config.origins),
  };
}

/** `undefined`: no TLS. */
export function tlsFilesOf({ tlsCert, tlsKey }: BrokerConfig): TlsFiles | undefined {
  return tlsCert === '' ? undefined : { cert: tlsCert, key: tlsKey };
}

/** An empty list means: no restriction. */
export function setOf(values: readonly string[]): ReadonlySet<string> | undefined {
  return values.length > 0 ? new Set(values) : undefined;
}
