/** Serves the metrics of `forward` to Prometheus on 127.0.0.1. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ForwardMetrics, Sink } from '@wearwire/sinks';
import { CommandError } from '../command-line/errors.js';

type Figure = keyof ForwardMetrics;

const METRICS: readonly (readonly [Figure, string, 'counter' | 'gauge', string])[] = [
  ['written', 'events_written_total', 'counter', 'Events confirmed by the target'],
  [
    'dead',
    'events_refused_total',
    'counter',
    'Events rejected by the target and written to the dead-letter file',
  ],
  ['retries', 'retries_total', 'counter', 'Retries after failed writes'],
  ['batches', 'batches_total', 'counter', 'Batches confirmed by the target'],
  [
    'lastWriteMs',
    'last_write_milliseconds',
    'gauge',
    'Duration of the last batch, including retries',
  ],
  ['confirmedSeq', 'confirmed_seq', 'gauge', 'Newest seq confirmed by the target'],
];

/** Starts the server; disposing the result stops it. `read`: returns the current figures, one entry per sink. */
export async function startMetricsServer(
  port: number,
  sinks: readonly Sink[],
  read: () => readonly ForwardMetrics[],
): Promise<AsyncDisposable> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(metricsText(sinks, read()));
  });
  const listening = once(server.listen(port, '127.0.0.1'), 'listening');
  await listening.catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(
      `cannot listen on 127.0.0.1:${port} (${cause.code}); choose another --metrics-port`,
      { cause },
    );
  });
  return {
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export function metricsText(sinks: readonly Sink[], figures: readonly ForwardMetrics[]): string {
  const lines = METRICS.flatMap(([figure, suffix, type, help]) => {
    const name = `wearwire_forward_${suffix}`;
    const values = figures.flatMap(({ [figure]: value }, index) => {
      const sink = JSON.stringify(sinks[index]?.name ?? '');
      return value === undefined ? [] : [`${name}{sink=${sink}} ${value}`];
    });
    if (values.length === 0) return [];
    return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...values];
  });
  return `${lines.join('\n')}\n`;
}
