/** Starts the metrics of a broker, and provides the ages for them and for the console. */
import type { BrokerConfig } from './config/settings.js';
import type { Gateway } from './gateway/gateway.js';
import type { AgeSources } from './observability/consumer-ages.js';
import { type MetricsServer, startMetricsServer } from './observability/metrics-server.js';
import type { Sockets } from './sockets/choose.js';
import type { Storage } from './storage/ports.js';

interface MetricsParts {
  readonly config: BrokerConfig;
  readonly gateway: Gateway;
  readonly sockets: Sockets;
  readonly storage: Storage;
}

/** The lag of consumers, and the times at which their unread events were stored. */
export function ageSources({ streams }: Gateway, { clock }: Storage): AgeSources {
  return {
    consumers: () => streams.consumers(),
    storedAtMs: (developerId, seq) => streams.storedAtMs(developerId, seq),
    now: () => clock.now(),
  };
}

/** Starts the metrics server. `undefined`: metrics are off. */
export async function startMetrics({
  config,
  gateway,
  sockets,
  storage,
}: MetricsParts): Promise<MetricsServer | undefined> {
  if (config.metricsPort < 0) return undefined;
  const { log, missing, node } = storage;
  return startMetricsServer(config.metricsHost, config.metricsPort, {
    ...ageSources(gateway, storage),
    stats: gateway.stats,
    sockets: sockets.library,
    node,
    logBytes: () => log.usage.bytes,
    logBytesMax: config.diskMaxBytes,
    logPurgedEarlyBytes: () => log.usage.purgedEarlyBytes,
    missing,
  });
}
