/** Starts a broker for a test, in memory on a free port. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type Broker, type BrokerOptions, createBroker } from '@wearwire/broker';

export const DEVELOPER = { id: 'me', key: 'secret' } as const;
export const DEVELOPER_FLAGS = ['--developer', `${DEVELOPER.id}:${DEVELOPER.key}`] as const;

export function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  return createBroker({
    port: 0,
    store: 'memory',
    developers: [DEVELOPER],
    consumersPerDeveloper: 4,
    ...options,
  });
}

/** A free port, for a broker that is restarted on the same port. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
