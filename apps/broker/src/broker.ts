/**
 * The broker, put together: config -> storage -> streams -> gateway -> HTTP.
 *
 *    uWebSockets.js ── gateway (session, role) ── stream (number, chunk) ── storage (commit)
 *                            ▲                        │ committed
 *                            └──── cork, send ◄───────┘ cursors
 */
import { type CloseCode, FrameScanner, LIMITS } from '@wearwire/protocol';
import { type DeveloperCredentials, Developers } from './auth/developers.js';
import { Tokens } from './auth/tokens.js';
import { completeConfig } from './config/load.js';
import type { BrokerConfig } from './config/settings.js';
import { ConsumerPlaces } from './gateway/consumer-places.js';
import { DeadlineWheel } from './gateway/deadline-wheel.js';
import type { Gateway, GatewaySettings } from './gateway/gateway.js';
import { startServer } from './gateway/uws-server.js';
import { createRoutes } from './http/routes.js';
import { createLogger, type Logger } from './observability/logger.js';
import { openDiskStorage } from './storage/disk/disk-storage.js';
import { createMemoryStorage } from './storage/memory/memory-storage.js';
import type { Storage } from './storage/ports.js';
import { Streams } from './stream/streams.js';
import { Turns } from './stream/turns.js';

/** Any of the settings; those left out have their defaults (`SETTINGS`), but the log is silent. */
export interface BrokerOptions extends Partial<BrokerConfig> {
  readonly logger?: Logger;
}

/** A broker that runs. */
export interface Broker extends AsyncDisposable {
  /** `ws://HOST:PORT/connect` */
  readonly url: string;
  /** `http://HOST:PORT`, for tokens and health. */
  readonly httpUrl: string;
  readonly port: number;
  /** Set when no developer was given or kept and one was made: its key is not to be had again. */
  readonly madeDeveloper: DeveloperCredentials | undefined;
  readonly developerIds: readonly string[];
  /** Stops in order: takes nothing new, stores what was accepted, closes each client, then the storage. */
  close(): Promise<void>;
}

/**
 * Starts a broker.
 *
 * Throws `ConfigError` (a setting), `DataDirectoryError` or `LogDamagedError` (the store), or `Error` when the
 * port cannot be had; nothing is left open then.
 */
export async function createBroker(options: BrokerOptions = {}): Promise<Broker> {
  const { logger = createLogger('silent'), ...settings } = options;
  const config = completeConfig(settings);
  const storage = await openStorage(config, logger);
  try {
    return await startBroker(config, storage, logger);
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function openStorage(config: BrokerConfig, logger: Logger): Promise<Storage> {
  const { data: directory, durability, retentionMs, store } = config;
  const retention = { retentionMs, now: Date.now };
  if (store === 'memory') return createMemoryStorage(retention);
  return openDiskStorage({ directory, retention, durability, logger });
}

async function startBroker(
  config: BrokerConfig,
  storage: Storage,
  logger: Logger,
): Promise<Broker> {
  const developers = await Developers.load(storage.developers, config.developers);
  const tokens = new Tokens(storage.tokens, { ...config, now: Date.now });
  const turns = new Turns();
  const wheel = new DeadlineWheel(performance.now());
  let isReady = true;
  const gateway: Gateway = {
    settings: gatewaySettings(config),
    streams: new Streams({ log: storage.log, turns, now: Date.now }),
    tokens,
    places: new ConsumerPlaces(config.consumersPerDeveloper, config.consumerTakeOver),
    wheel,
    scanner: new FrameScanner(),
    logger,
    monotonicMs: () => performance.now(),
  };
  const routes = createRoutes({
    developers,
    tokens,
    knownUsers: setOf(config.users),
    userIdBytesMax: LIMITS.userIdBytesMax.default,
    isReady: () => isReady,
  });
  const serverSettings = {
    host: config.host,
    port: config.port,
    frameBytesCut: LIMITS.frameBytesCut.default,
    sendHighBytes: config.sendHighBytes,
    sendLowBytes: config.sendHighBytes / 4,
    compression: config.compression,
    origins: setOf(config.origins),
  };
  const server = await startServer(serverSettings, gateway, routes);
  const timers = startTimers(wheel, storage, config.retentionMs, logger);

  const stop = async (): Promise<void> => {
    isReady = false;
    server.stopAccepting();
    turns.flush();
    await gateway.streams.settled();
    server.close(config.stopCode as CloseCode);
    for (const timer of timers) clearInterval(timer);
    // What came in meanwhile was accepted too: it is stored, and there to be replayed.
    turns.flush();
    await storage.close();
  };
  let stopped: Promise<void> | undefined;
  const close = (): Promise<void> => {
    stopped ??= stop();
    return stopped;
  };
  const authority = `${config.host.includes(':') ? `[${config.host}]` : config.host}:${server.port}`;
  return {
    url: `ws://${authority}/connect`,
    httpUrl: `http://${authority}`,
    port: server.port,
    madeDeveloper: developers.made,
    developerIds: developers.ids,
    close,
    [Symbol.asyncDispose]: close,
  };
}

function gatewaySettings(config: BrokerConfig): GatewaySettings {
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

/** Most time between two looks at what retention can take. */
const PURGE_INTERVAL_MS = 60_000;

function startTimers(
  wheel: DeadlineWheel,
  storage: Storage,
  retentionMs: number,
  logger: Logger,
): NodeJS.Timeout[] {
  const purge = (): void => {
    for (const store of [storage.log, storage.tokens]) {
      store.purge().catch((error: unknown) => logger.error({ err: error }, 'could not purge'));
    }
  };
  return [
    // After the messages that this turn reads: a stall of ours must not look like a client's silence.
    setInterval(() => setImmediate(() => wheel.advance(performance.now())), wheel.tickMs),
    setInterval(purge, Math.min(PURGE_INTERVAL_MS, Math.max(1_000, retentionMs / 16))),
  ];
}

function setOf(values: readonly string[]): ReadonlySet<string> | undefined {
  return values.length > 0 ? new Set(values) : undefined;
}
