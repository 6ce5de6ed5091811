/**
 * Composition of the broker on an open storage: streams -> gateway -> HTTP.
 *
 *    socket library ── gateway (session, role) ── stream (number, chunk) ── storage (commit)
 *                            ▲                        │ committed
 *                            └──── cork, send ◄───────┘ cursors
 */
import { CloseCode, LIMITS } from '@wearwire/protocol';
import { type DeveloperCredentials, Developers } from './auth/developers.js';
import { startEndingRemoved } from './auth/removed-developers.js';
import { withTlsFiles } from './certificate.js';
import { applicationSettings, setOf, socketSettings } from './config/derive.js';
import type { BrokerConfig } from './config/settings.js';
import { type Console, openConsole, signInAddresses } from './console/console.js';
import { createGateway, createRates } from './create-gateway.js';
import { createPosts } from './create-posts.js';
import { GatewayApplication } from './gateway/application.js';
import type { Gateway } from './gateway/gateway.js';
import { startHousekeeping } from './housekeeping.js';
import { createRoutes } from './http/routes.js';
import { monotonicMs } from './monotonic.js';
import type { LimitedLogger } from './observability/limited-logger.js';
import type { Logger } from './observability/logger.js';
import type { MetricsServer } from './observability/metrics-server.js';
import { startFacts } from './observability/start-facts.js';
import type { CountedLimit } from './observability/stats.js';
import { chooseSockets, type Sockets } from './sockets/choose.js';
import type { SocketServer } from './sockets/port.js';
import { ageSources, startMetrics } from './start-metrics.js';
import type { StorageError } from './storage/errors.js';
import type { Storage } from './storage/ports.js';
import { TurnClock } from './stream/turn-clock.js';

/** A running broker. */
export interface Broker extends AsyncDisposable {
  /** `ws://HOST:PORT/connect`; `wss` with TLS. */
  readonly url: string;
  /** `http://HOST:PORT`, for tokens and health; `https` with TLS. */
  readonly httpUrl: string;
  readonly port: number;
  /** `http://HOST:PORT/metrics`; `undefined`: metrics are off. */
  readonly metricsUrl: string | undefined;
  /** The developer that was created because none was configured or stored. The key cannot be retrieved later. */
  readonly createdDeveloper: DeveloperCredentials | undefined;
  readonly developerIds: readonly string[];
  /** `http://HOST:PORT/`; `undefined`: the console is off. */
  readonly consoleUrl: string | undefined;
  /**
   * URL that opens the console signed in as the developer. Its code works once and expires after a minute; repeated
   * calls return the same URL while the code is unused and has more than half of its lifetime left. `undefined`: the
   * console is off.
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
   * Resolves with the error if the storage fails permanently, as after a failed sync; never rejects. From then on
   * nothing is stored, clients are closed with 1013, and `/readyz` and `/livez` answer 503. Close the broker and start
   * it again, preferably in a new process.
   */
  readonly failed: Promise<StorageError>;
  /** Refuses new connections, stores everything accepted, closes all clients, then closes the storage. */
  close(): Promise<void>;
}

type BrokerLogger = Logger & Partial<Pick<LimitedLogger, 'flush'>>;

/** The parts of a broker that does not listen yet. */
interface Parts {
  readonly config: BrokerConfig;
  readonly storage: Storage;
  readonly logger: BrokerLogger;
  readonly developers: Developers;
  readonly turnClock: TurnClock;
  readonly rates: ReturnType<typeof createRates>;
  readonly gateway: Gateway;
  readonly sockets: Sockets;
  readonly console: Console | undefined;
  readonly posts: ReturnType<typeof createPosts>;
  readonly application: GatewayApplication;
  /** `isReady` is what `/readyz` answers; a stop sets it to `false`. */
  readonly readiness: { isReady: boolean };
}

/** Starts a broker on an open storage; its `close` also closes the storage. */
export async function startBroker(
  config: BrokerConfig,
  storage: Storage,
  logger: BrokerLogger,
): Promise<Broker> {
  const parts = await createParts(config, storage, logger);
  const { application, console, developers, sockets } = parts;
  const { server, metrics } = await startServers(parts);
  const endTasks = startTasks(parts);
  const failed = storage.health.failed.then((error) => {
    application.stopAccepting();
    void application.endAll((session) => {
      session.refuse(CloseCode.TryAgainLater, 'the storage has failed');
    });
    return error;
  });
  let stopped: Promise<void> | undefined;
  const close = (): Promise<void> => {
    stopped ??= stop(parts, server, () => {
      metrics?.close();
      endTasks();
    });
    return stopped;
  };
  const addresses = addressesOf(config, server, metrics, console);
  const { library, reason } = sockets;
  const facts = {
    ...startFacts(config),
    sockets: `${library}: ${reason}`,
    ...(storage.node !== undefined && { node: storage.node }),
    url: addresses.url,
  };
  logger.info(facts, 'started');
  return {
    ...addresses,
    createdDeveloper: developers.created,
    developerIds: developers.ids,
    sockets: { library, reason },
    failed,
    reloadTls: () => withTlsFiles(config, logger, () => server.reloadTls()),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Listens for clients, and serves the metrics unless they are off. Stops listening if the metrics cannot be served. */
async function startServers(parts: Parts) {
  const { application, config, sockets } = parts;
  const server = await sockets.start(socketSettings(config), application);
  try {
    return { server, metrics: await startMetrics(parts) };
  } catch (error) {
    application.stopAccepting();
    await application.endAll((session) => session.stop(CloseCode.GoingAway));
    server.close();
    throw error;
  }
}

/** Starts the periodic tasks. Returns a function that ends them. */
function startTasks(parts: Parts): () => void {
  const { application, config, developers, gateway, logger, posts, rates, storage } = parts;
  const stopChecks = startEndingRemoved(developers, () => application.sessions(), logger);
  const endHousekeeping = startHousekeeping({
    wheel: gateway.wheel,
    storage,
    rates: [...Object.values(rates), posts.keys],
    retentionMs: config.retentionMs,
    logger,
  });
  return () => {
    endHousekeeping();
    stopChecks();
  };
}

async function createParts(
  config: BrokerConfig,
  storage: Storage,
  logger: BrokerLogger,
): Promise<Parts> {
  const developers = await Developers.load(storage.developers, config.developers);
  const turnClock = new TurnClock(monotonicMs);
  const rates = createRates(config);
  const gateway = createGateway(config, storage, turnClock, rates, logger);
  const { stats, streams } = gateway;
  const sockets = await chooseSockets(config.sockets);
  const readiness = { isReady: true };
  const isReady = (): boolean => readiness.isReady;
  const limited = (limit: CountedLimit): void => stats.countLimit(limit);
  const authentication = { developers, rates: { ...rates, monotonicMs, limited }, logger, stats };
  const health = {
    ...ageSources(gateway, storage),
    stats,
    sessions: () => application.sessions(),
    committedSeq: (id: string) => streams.use(id, async (stream) => stream.committedSeq),
    logBytes: () => storage.log.usage.bytes,
    logBytesMax: config.diskMaxBytes,
  };
  const console = await openConsole(config, sockets.library, authentication, health, streams);
  const posts = createPosts(config, gateway, storage, developers, isReady);
  const routes = createRoutes({
    ...authentication,
    tokens: gateway.tokens,
    sessions: console?.sessions,
    consoleRoutesFor: (request) => console?.routesFor(request),
    knownUsers: setOf(config.users),
    userIdBytesMax: LIMITS.userIdBytesMax.default,
    submit: posts.submit,
    isReady,
    sockets: sockets.library,
    storageState: () => storage.health.state,
  });
  const application = new GatewayApplication(gateway, applicationSettings(config), routes);
  const created = { developers, turnClock, rates, gateway, sockets, console, posts, application };
  return { config, storage, logger, ...created, readiness };
}

/** Stores accepted events, closes all clients, then closes the storage. `endTasks` also ends the metrics server. */
async function stop(
  { application, config, gateway, logger, readiness, storage, turnClock }: Parts,
  server: SocketServer,
  endTasks: () => void,
): Promise<void> {
  readiness.isReady = false;
  logger.info({ code: config.stopCode }, 'stopping');
  application.stopAccepting();
  server.stopKeepingAlive();
  turnClock.flush();
  await gateway.streams.settled();
  await application.endAll((session) => session.stop(config.stopCode as CloseCode));
  server.close();
  endTasks();
  // Events that arrived while the clients were being closed are stored as well, and can be replayed.
  turnClock.flush();
  await storage.close();
  logger.info('stopped');
  logger.flush?.();
}

function addressesOf(
  config: BrokerConfig,
  { port }: SocketServer,
  metrics: MetricsServer | undefined,
  console: Console | undefined,
): Pick<Broker, 'url' | 'httpUrl' | 'consoleUrl' | 'consoleAddress' | 'port' | 'metricsUrl'> {
  const authority = authorityOf(config.host, port);
  const secure = config.tlsCert === '' ? '' : 's';
  const httpUrl = `http${secure}://${authority}`;
  const addressOf = console && signInAddresses(`${httpUrl}/`, console.sessions);
  return {
    url: `ws${secure}://${authority}/connect`,
    httpUrl,
    consoleUrl: console && `${httpUrl}/`,
    consoleAddress: (developerId) => addressOf?.(developerId),
    port,
    metricsUrl: metrics && `http://${authorityOf(config.metricsHost, metrics.port)}/metrics`,
  };
}

function authorityOf(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
