/**
 * Finds out whether a port can be had, before uWebSockets.js takes it.
 *
 * The library listens with SO_REUSEPORT: a second broker on the same port would start and get half of the
 * connections. Its own remedy, an exclusive port, would refuse a quick restart, since it leaves out
 * SO_REUSEADDR, as it does for port 0. So a server of Node's asks first, and picks the port where none is
 * named.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { listenError } from '../../listen-error.js';

/** The port, or a free one for 0. Throws an `Error` that says what to do when it cannot be had. */
export async function freePort(host: string, port: number): Promise<number> {
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
