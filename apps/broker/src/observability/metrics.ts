/**
 * The broker's numbers for Prometheus, on a port of their own. No user and no developer is in a label.
 * Everything is read when a scraper asks; the names are listed in docs/metrics.md.
 */
import { createServer, type Server } from 'node:http';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { listenError } from '../listen-error.js';
import { DURATION_BOUNDS_MS, type Durations, type Stats } from './stats.js';

/** What is looked up at the moment of a scrape. */
export interface MetricsSources {
  readonly stats: Stats;
  logBytes(): number;
  /** 0: no bound. */
  readonly logBytesMax: number;
  logPurgedEarlyBytes(): number;
  /** For each consumer, how many events it is behind. */
  consumerLags(): Iterable<number>;
}

export function createRegistry(sources: MetricsSources): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { stats } = sources;
  counter(registry, 'wearwire_submits_total', 'events stored', () => stats.submits);
  counter(registry, 'wearwire_dispatches_total', 'events sent', () => stats.dispatches);
  counter(registry, 'wearwire_refusals_total', 'chunks the log refused', () => stats.refusals);
  counter(
    registry,
    'wearwire_log_read_bytes_total',
    'bytes of events read from the log, for replays and lagging consumers',
    () => stats.logReadBytes,
  );
  gauge(registry, 'wearwire_log_bytes', 'size of the log', () => sources.logBytes());
  gauge(
    registry,
    'wearwire_log_bytes_max',
    'bound on the size of the log, 0 for none',
    () => sources.logBytesMax,
  );
  counter(
    registry,
    'wearwire_log_purged_early_bytes_total',
    'bytes that went by --disk-max before the retention had passed',
    () => sources.logPurgedEarlyBytes(),
  );
  gauge(registry, 'wearwire_consumer_lag_max_events', 'lag of the slowest consumer', () =>
    Math.max(0, ...sources.consumerLags()),
  );
  labelled(registry, stats);
  return registry;
}

function labelled(registry: Registry, stats: Stats): void {
  new Gauge({
    name: 'wearwire_connections',
    help: 'open connections',
    labelNames: ['role'],
    registers: [registry],
    collect() {
      for (const [role, count] of Object.entries(stats.connections)) this.set({ role }, count);
    },
  });
  new Counter({
    name: 'wearwire_closes_total',
    help: 'connections that the broker closed',
    labelNames: ['code'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [code, count] of stats.closes) this.inc({ code }, count);
    },
  });
  new Counter({
    name: 'wearwire_limits_total',
    help: 'times a limit was met: a close with 1008, an HTTP 429 or 503, a read of the log that waited',
    labelNames: ['limit'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [limit, count] of stats.limits) this.inc({ limit }, count);
    },
  });
}

function counter(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}

function gauge(registry: Registry, name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

/** The library's histogram takes one value at a time; ours are counted already, so they are written here. */
function histogramText(name: string, help: string, durations: Durations): string {
  const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
  let below = 0;
  for (const [i, boundMs] of DURATION_BOUNDS_MS.entries()) {
    below += durations.counts[i] as number;
    lines.push(`${name}_bucket{le="${boundMs / 1000}"} ${below}`);
  }
  const count = below + (durations.counts.at(-1) as number);
  lines.push(`${name}_bucket{le="+Inf"} ${count}`);
  lines.push(`${name}_sum ${durations.sumMs / 1000}`, `${name}_count ${count}`);
  return `${lines.join('\n')}\n`;
}

/** What `GET /metrics` answers. */
export async function metricsText(registry: Registry, stats: Stats): Promise<string> {
  return [
    await registry.metrics(),
    histogramText(
      'wearwire_commit_seconds',
      'from the first event of a chunk to the chunk being kept',
      stats.commitMs,
    ),
    histogramText(
      'wearwire_delivery_seconds',
      'from the first event of a chunk to the sockets of its consumers',
      stats.deliveryMs,
    ),
  ].join('\n');
}

export interface MetricsServer {
  readonly port: number;
  close(): void;
}

/** Serves `GET /metrics`. Throws when the port cannot be had. */
export async function startMetricsServer(
  host: string,
  port: number,
  sources: MetricsSources,
): Promise<MetricsServer> {
  const registry = createRegistry(sources);
  const server: Server = createServer(async (request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    const text = await metricsText(registry, sources.stats);
    response.writeHead(200, { 'content-type': registry.contentType }).end(text);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(listenError(host, port, { host: 'metrics-host', port: 'metrics-port' }, cause));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
