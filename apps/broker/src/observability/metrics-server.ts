/** Serves the broker's metrics on a separate port. */
import { createServer, type Server } from 'node:http';
import { listenError } from '../listen-error.js';
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
