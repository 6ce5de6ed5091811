/**
 * The broker's metrics for Prometheus; `metrics-server.ts` serves them. No label contains a user or a developer. All
 * values are read at the time of a scrape; docs/metrics.md lists the names.
 */
import { Counter, collectDefaultMetrics, Gauge, type Metric, Registry } from 'prom-client';
import type { Missing } from '../storage/ports.js';
import { VERSION } from '../version.js';
import { type AgeSources, largestLag, oldestUnreadSeconds } from './consumer-ages.js';
import { DURATION_BOUNDS_MS, type Durations, type Stats } from './stats.js';

/** Values that are looked up at the time of a scrape. */
export interface MetricsSources extends AgeSources {
  readonly stats: Stats;
  /** Name of the socket library in use. */
  readonly sockets: string;
  /** See `Storage.node`. */
  readonly node?: string | undefined;
  logBytes(): number;
  /** 0: unlimited. */
  readonly logBytesMax: number;
  logPurgedEarlyBytes(): number;
  /** Files that were missing from the data directory at the start. */
  readonly missing: Missing;
}

let processRegistry: Registry | undefined;

/** Created once per process: the library never releases the observers that it creates for these metrics. */
function metricsOfProcess(): Metric[] {
  if (processRegistry === undefined) {
    processRegistry = new Registry();
    collectDefaultMetrics({ register: processRegistry });
  }
  // The library's types declare the metrics of the array as plain objects.
  return processRegistry.getMetricsAsArray() as unknown as Metric[];
}

export function createRegistry(sources: MetricsSources): Registry {
  const registry = new Registry();
  for (const metric of metricsOfProcess()) registry.registerMetric(metric);
  const { stats } = sources;
  counter(registry, 'wearwire_submits_total', 'events stored', () => stats.submits);
  counter(registry, 'wearwire_dispatches_total', 'events sent', () => stats.dispatches);
  counter(registry, 'wearwire_refusals_total', 'chunks that the log refused', () => stats.refusals);
  counter(
    registry,
    'wearwire_log_read_bytes_total',
    'bytes of events read from the log, for replays and lagging consumers',
    () => stats.logReadBytes,
  );
  logMetrics(registry, sources);
  consumerGauges(registry, sources);
  info(registry, 'wearwire_build_info', BUILD_HELP, {
    version: VERSION,
    node: process.versions.node,
    sockets: sources.sockets,
  });
  if (sources.node !== undefined) {
    info(registry, 'wearwire_node_info', NODE_HELP, { node: sources.node });
  }
  labelledMetrics(registry, stats);
  return registry;
}

function logMetrics(registry: Registry, sources: MetricsSources): void {
  gauge(registry, 'wearwire_log_bytes', 'size of the log', () => sources.logBytes());
  gauge(
    registry,
    'wearwire_log_bytes_max',
    'limit on the size of the log; 0: unlimited',
    () => sources.logBytesMax,
  );
  counter(
    registry,
    'wearwire_log_purged_early_bytes_total',
    'bytes removed because of --disk-max before the retention had passed',
    () => sources.logPurgedEarlyBytes(),
  );
  gauge(
    registry,
    'wearwire_log_segments_missing',
    'segments of the log that were missing or truncated at the start',
    () => sources.missing.segments,
  );
  gauge(
    registry,
    'wearwire_meta_missing',
    '1 if the meta store was missing at the start although the log had events',
    () => Number(sources.missing.meta),
  );
}

function consumerGauges(registry: Registry, sources: MetricsSources): void {
  gauge(registry, 'wearwire_consumer_lag_max_events', 'lag of the slowest consumer', () =>
    largestLag(sources.consumers()),
  );
  gauge(
    registry,
    'wearwire_oldest_unread_event_seconds',
    'age of the oldest event not yet sent to a connected consumer; 0: none',
    () => oldestUnreadSeconds(sources),
  );
}

const BUILD_HELP =
  'always 1; the labels name the version of the broker, of Node, and the socket library';
const NODE_HELP = 'always 1; the label names this broker among those that share a storage';

/** Facts as labels of a separate metric, so that they do not split other series; the value is always 1. */
function info(
  registry: Registry,
  name: string,
  help: string,
  labels: Readonly<Record<string, string>>,
): void {
  const labelNames = Object.keys(labels);
  new Gauge({ name, help, labelNames, registers: [registry] }).set(labels, 1);
}

function labelledMetrics(registry: Registry, stats: Stats): void {
  new Gauge({
    name: 'wearwire_connections',
    help: 'open connections',
    labelNames: ['role'],
    registers: [registry],
    collect() {
      for (const [role, count] of Object.entries(stats.connections)) this.set({ role }, count);
    },
  });
  countersBy(registry, 'code', {
    name: 'wearwire_closes_total',
    help: 'connections that the broker closed',
    counts: () => stats.closes,
  });
  countersBy(registry, 'limit', {
    name: 'wearwire_limits_total',
    help: 'times a limit was reached: a close with 1008 or 1013, an HTTP 429 or 503, a delayed read of the log',
    counts: () => stats.limits,
  });
  countersBy(registry, 'status', {
    name: 'wearwire_posts_total',
    help: 'answers to POST /submit',
    counts: () => stats.posts,
  });
  countersBy(registry, 'credential', {
    name: 'wearwire_credentials_refused_total',
    help: 'API keys refused with HTTP 403 and tokens refused with 4001, or by POST /submit with 403',
    counts: () => Object.entries(stats.refusedCredentials),
  });
}

interface CountersBy {
  readonly name: string;
  readonly help: string;
  counts(): Iterable<readonly [string | number, number]>;
}

/** A counter for each value of a label. */
function countersBy(registry: Registry, label: string, { name, help, counts }: CountersBy): void {
  new Counter({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    collect() {
      this.reset();
      for (const [value, count] of counts()) this.inc({ [label]: value }, count);
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

function gauge(
  registry: Registry,
  name: string,
  help: string,
  read: () => number | Promise<number>,
): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      this.set(await read());
    },
  });
}

/** The library's histogram accepts only single values; ours are already counted, so they are formatted here. */
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

/** The body of `GET /metrics`. */
export async function metricsText(registry: Registry, stats: Stats): Promise<string> {
  return [
    await registry.metrics(),
    histogramText(
      'wearwire_commit_seconds',
      'from the first event of a chunk to the chunk being stored',
      stats.commitMs,
    ),
    histogramText(
      'wearwire_delivery_seconds',
      'from the first event of a chunk to the sockets of its consumers',
      stats.deliveryMs,
    ),
  ].join('\n');
}
