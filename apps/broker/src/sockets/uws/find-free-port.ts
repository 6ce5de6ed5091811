/**
 * Checks that a port is free before uWebSockets.js listens on it.
 *
 * The library listens with SO_REUSEPORT: a second broker on the same port would start and get half of the connections.
 * With the library's option for an exclusive port, and with port 0, it does not set SO_REUSEADDR, so a quick restart
 * would fail. Therefore a `node:net` server listens first, to test the port or to choose one for port 0, and is then
 * closed.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { listenError } from '../../listen-error.js';

/**
 * Returns `port`, or a free port if `port` is 0. If listening fails, throws an `Error` that says what to do.
 */
export async function findFreePort(host: string, port: number): Promise<number> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  } catch (cause) {
    throw listenError(host, port, { host: 'host', port: 'port' }, cause);
  } finally {
    server.close();
  }
}
