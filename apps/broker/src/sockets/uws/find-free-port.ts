/**
 * Checks that a port is free before uWebSockets.js listens on it.
 *
 * The library listens with SO_REUSEPORT: a second broker on the same port would start and get half of the connections.
 * With the library's option for an exclusive port, and with port 0, it does not set SO_REUSEADDR, so a quick restart
 * would fail. Therefore a `node:net` server listens first, to test the port or to choose one for port 0, and is then
 * closed.
 */
import { createServer } from 'node:net';
import { CLIENT_FLAGS, listen } from '../../listen.js';

/** Returns `port`, or a free port if `port` is 0. If listening fails, throws an `Error` that says what to do. */
export async function findFreePort(host: string, port: number): Promise<number> {
  const server = createServer();
  return listen(server, host, port, CLIENT_FLAGS).finally(() => server.close());
}
