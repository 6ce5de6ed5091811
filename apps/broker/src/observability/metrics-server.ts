/** Serves the broker's metrics on a separate port. */
import { createServer } from 'node:http';
import { listen } from '../listen.js';
import { createRegistry, type MetricsSources, metricsText } from './metrics.js';

export interface MetricsServer {
  readonly port: number;
  close(): void;
}

/** Serves the metrics at `/metrics`, and answers 404 to any other URL. Rejects if it cannot listen on the port. */
export async function startMetricsServer(
  host: string,
  port: number,
  sources: MetricsSources,
): Promise<MetricsServer> {
  const registry = createRegistry(sources);
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    const text = await metricsText(registry, sources.stats);
    response.writeHead(200, { 'content-type': registry.contentType }).end(text);
  });
  const flags = { host: 'metrics-host', port: 'metrics-port' };
  return {
    port: await listen(server, host, port, flags),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
