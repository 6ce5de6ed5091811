/**
 * The broker, put together: config -> storage -> streams -> gateway -> HTTP.
 *
 *    uWebSockets.js ── gateway (session, role) ── stream (number, chunk) ── storage (commit)
 *                            ▲                        │ committed
 *                            └──── cork, send ◄───────┘ cursors
 */
import { CloseCode, LIMITS } from '@wearwire/protocol';
import { type DeveloperCredentials, Developers } from './auth/developers.js';
import { startEndingRemoved } from './auth/removed-developers.js';
import { demandOptions } from './config/demand-options.js';
import {
  applicationSettings,
  natsSettings,
  setOf,
  socketSettings,
  tlsFilesOf,
} from './config/derive.js';
import { completeConfig } from './config/load.js';
import type { BrokerConfig } from './config/settings.js';
import { checkTlsFiles } from './config/tls-files.js';
import type { NatsUrl } from './config/values.js';
import { openConsole, signInAddresses } from './console/console.js';
import { createGateway, createRates } from './create-gateway.js';
import { createPosts } from './create-posts.js';
import { GatewayApplication } from './gateway/application.js';
import type { Gateway } from './gateway/gateway.js';
import { startHousekeeping } from './housekeeping.js';
import { createRoutes } from './http/routes.js';
import { monotonicMs } from './monotonic.js';
import type { AgeSources } from './observability/consumer-ages.js';
import { type LimitedLogger, limitedLogger } from './observability/limited-logger.js';
import { createLogger, type Logger } from './observability/logger.js';
import { type MetricsServer, startMetricsServer } from './observability/metrics.js';
import { startFacts } from './observability/start-facts.js';
import type { CountedLimit } from './observability/stats.js';
import { chooseSockets, type Sockets } from './sockets/choose.js';
import { openDiskStorage } from './storage/disk/disk-storage.js';
import type { StorageError } from './storage/errors.js';
import { LogClock } from './storage/log-clock.js';
import { createMemoryStorage } from './storage/memory/memory-storage.js';
import type { OpenStorage, Storage } from './storage/ports.js';
import { Turns } from './stream/turns.js';

/** Any of the settings; the others have their defaults (`SETTINGS`), except that nothing is logged. */
export interface BrokerOptions extends Partial<BrokerConfig> {
  readonly logger?: Logger;
  /**
   * Opens a custom storage (`@wearwire/broker/storage`), instead of the one named by the setting `store`. The broker
   * closes the storage when it is closed or when it fails to start.
   */
  readonly storage?: OpenStorage;
}

/** A running broker. */
export interface Broker extends AsyncDisposable {
  /** `ws://HOST:PORT/connect`; `wss` with TLS. */
  readonly url: string;
  /** `http://HOST:PORT`, for tokens and health; `https` with TLS. */
  readonly httpUrl: string;
  readonly port: number;
  /** `http://HOST:PORT/metrics`; `undefined`: metrics are off. */
  readonly metricsUrl: string | undefined;
  /** Set if no developer was configured or stored, so that one was created. The key cannot be retrieved later. */
  readonly madeDeveloper: DeveloperCredentials | undefined;
  readonly developerIds: readonly string[];
  /** `http://HOST:PORT/`; `undefined`: the console is off. */
  readonly consoleUrl: string | undefined;
  /**
   * URL of the console that signs in as the developer. Its code works once and expires after a minute; repeated calls
   * return the same URL while the code is unused and has time left. `undefined`: the console is off.
   */
  consoleAddress(developerId: string): string | undefined;
  /** The socket library in use and why it was chosen (setting `sockets`). */
  readonly sockets: { readonly library: string; readonly reason: string };
  /**
   * Reloads certificate and key for new connections; open connections keep the old certificate. Rejects with
   * `ConfigError` if the files cannot be used, and keeps the old certificate.
   */
  reloadTls(): Promise<void>;
  /**
   * Resolves with the error if the storage fails permanently (a sync failed); never rejects. From then on nothing is
   * stored, clients are closed with 1013, and `/readyz` and `/livez` answer 503. Close the broker and start it again,
   * preferably in a new process.
   */
  readonly failed: Promise<StorageError>;
  /** Refuses new connections, stores everything accepted, closes all clients, then closes the storage. */
  close(): Promise<void>;
}

/**
 * Starts a broker.
 *
 * Throws `ConfigError` (a setting), `DataDirectoryError` or `LogDamagedError` (the store), or `Error` (the port
 * cannot be listened on). Nothing is left open then.
 */
export async function createBroker(options: BrokerOptions = {}): Promise<Broker> {
  demandOptions(options);
  const { logger: given = createLogger('silent'), storage: openOther, ...settings } = options;
  const config = completeConfig(settings);
  const logger = limitedLogger(given, monotonicMs);
  await takeCertificate(config, logger);
  const { retentionMs, diskMaxBytes: bytesMax } = config;
  const storage = openOther
    ? await openOther({ retentionMs, bytesMax, logger })
    : await openStorage(config, logger);
  try {
    return await startBroker(config, storage, logger);
  } catch (error) {
    await storage.close();
    throw error;
  }
}

/** Checks the TLS files, then calls `use`. Throws `ConfigError`, and whatever `use` throws. */
async function takeCertificate(
  config: BrokerConfig,
  logger: Logger,
  use: () => void = () => {},
): Promise<void> {
  const files = tlsFilesOf(config);
  if (files === undefined) return;
  const { isExpired, ...facts } = await checkTlsFiles(files, Date.now());
  use();
  if (isExpired) logger.warn(facts, 'the TLS certificate has expired; most clients will refuse it');
  else logger.info(facts, 'loaded the TLS certificate');
}

async function openStorage(config: BrokerConfig, logger: Logger): Promise<Storage> {
  const { data: directory, diskMaxBytes: bytesMax, durability, retentionMs, store } = config;
  const clock = new LogClock({ wallMs: Date.now, monotonicMs, retentionMs, logger });
  const sortSegments = config.sortSegments === 'on';
  switch (store) {
    case 'memory': {
      const { now, ago } = clock;
      return createMemoryStorage({ retentionMs, bytesMax, now, ago }, logger, () => clock.check());
    }
    case 'disk': {
      const retention = { retentionMs, bytesMax, clock };
      return openDiskStorage({ directory, ...retention, durability, sortSegments, logger });
    }
    default:
      return openNats(config, store, clock, logger);
  }
}

/** Loads the backend and its client only if they are used. */
async function openNats(
  config: BrokerConfig,
  url: NatsUrl,
  clock: LogClock,
  logger: Logger,
): Promise<Storage> {
  const { openNatsStorage } = await import('./storage/nats/nats-storage.js');
  return openNatsStorage({ ...natsSettings(config, url), clock, logger });
}

/** Starts a broker on an open storage; its `close` closes the storage too. */
export async function startBroker(
  config: BrokerConfig,
  storage: Storage,
  logger: Logger & Partial<Pick<LimitedLogger, 'flush'>>,
): Promise<Broker> {
  const developers = await Developers.load(storage.developers, config.developers);
  const turns = new Turns(monotonicMs);
  const rates = createRates(config);
  const gateway = createGateway(config, storage, turns, rates, logger);
  const sockets = await chooseSockets(config.sockets);
  let isReady = true;
  const asking = {
    developers,
    rates: {
      ...rates,
      monotonicMs,
      limited: (limit: CountedLimit) => gateway.stats.countLimit(limit),
    },
    logger,
    stats: gateway.stats,
  };
  const health = {
    ...ageSources(gateway, storage),
    stats: gateway.stats,
    sessions: () => application.sessions(),
    committedSeq: (id: string) => gateway.streams.use(id, async (stream) => stream.committedSeq),
    logBytes: () => storage.log.usage.bytes,
    logBytesMax: config.diskMaxBytes,
  };
  const console = await openConsole(config, sockets.library, asking, health, gateway.streams);
  const posts = createPosts(config, gateway, storage, developers, () => isReady);
  const routes = createRoutes({
    ...asking,
    tokens: gateway.tokens,
    sessions: console?.sessions,
    consoleRoutesFor: (request) => console?.routesFor(request),
    knownUsers: setOf(config.users),
    userIdBytesMax: LIMITS.userIdBytesMax.default,
    submit: posts.submit,
    isReady: () => isReady,
    sockets: sockets.library,
    storageState: () => storage.health.state,
  });
  const application = new GatewayApplication(gateway, applicationSettings(config), routes);
  const server = await sockets.start(socketSettings(config), application);
  const metrics = await startMetrics(config, gateway, storage, sockets).catch(async (error) => {
    application.stopAccepting();
    await application.endAll(CloseCode.GoingAway);
    server.close();
    throw error;
  });
  const endLooks = startEndingRemoved(developers, () => application.sessions(), logger);
  const endHousekeeping = startHousekeeping({
    wheel: gateway.wheel,
    storage,
    rates: [...Object.values(rates), posts.keys],
    retentionMs: config.retentionMs,
    logger,
  });
  const failed = storage.health.failed.then((error) => {
    application.stopAccepting();
    void application.refuseAll(CloseCode.TryAgainLater, 'the storage has failed');
    return error;
  });
  const stop = async (): Promise<void> => {
    isReady = false;
    logger.info({ code: config.stopCode }, 'stopping');
    application.stopAccepting();
    server.stopKeepingAlive();
    turns.flush();
    await gateway.streams.settled();
    await application.endAll(config.stopCode as CloseCode);
    server.close();
    metrics?.close();
    endHousekeeping();
    endLooks();
    // Events accepted in the meantime are stored as well, and can be replayed.
    turns.flush();
    await storage.close();
    logger.info('stopped');
    logger.flush?.();
  };
  let stopped: Promise<void> | undefined;
  const close = (): Promise<void> => {
    stopped ??= stop();
    return stopped;
  };
  const authority = authorityOf(config.host, server.port);
  const secure = config.tlsCert === '' ? '' : 's';
  const url = `ws${secure}://${authority}/connect`;
  const httpUrl = `http${secure}://${authority}`;
  const addressOf = console && signInAddresses(`${httpUrl}/`, console.sessions);
  logger.info(
    { ...startFacts(config), sockets: `${sockets.library}: ${sockets.reason}`, url },
    'started',
  );
  return {
    url,
    httpUrl,
    consoleUrl: console && `${httpUrl}/`,
    consoleAddress: (developerId) => addressOf?.(developerId),
    port: server.port,
    metricsUrl: metrics && `http://${authorityOf(config.metricsHost, metrics.port)}/metrics`,
    madeDeveloper: developers.made,
    developerIds: developers.ids,
    sockets: { library: sockets.library, reason: sockets.reason },
    failed,
    reloadTls: () => takeCertificate(config, logger, () => server.reloadTls()),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** How far consumers are behind, and when the events that they wait for were stored. */
function ageSources({ streams }: Gateway, { clock }: Storage): AgeSources {
  return {
    consumers: () => streams.consumers(),
    storedAtMs: (developerId, seq) => streams.storedAtMs(developerId, seq),
    now: () => clock.now(),
  };
}

async function startMetrics(
  config: BrokerConfig,
  gateway: Gateway,
  storage: Storage,
  { library }: Sockets,
): Promise<MetricsServer | undefined> {
  if (config.metricsPort < 0) return undefined;
  const { log, missing } = storage;
  return startMetricsServer(config.metricsHost, config.metricsPort, {
    ...ageSources(gateway, storage),
    stats: gateway.stats,
    sockets: library,
    logBytes: () => log.usage.bytes,
    logBytesMax: config.diskMaxBytes,
    logPurgedEarlyBytes: () => log.usage.purgedEarlyBytes,
    missing,
  });
}

function authorityOf(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
