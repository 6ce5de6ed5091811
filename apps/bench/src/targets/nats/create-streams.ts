/** Creates JetStream streams before the clients of a run connect. */
import { RawConnection } from '../../generator/raw-connection.js';
import { HOST } from '../peer.js';
import { NatsLink } from './nats-link.js';

/** The fields of the API's stream configuration that every target sets; a target may add others. */
export interface StreamConfig {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly storage: string;
  readonly num_replicas: number;
}

/** `port`: of the server's WebSocket listener. */
export async function createStreams(port: number, configs: readonly StreamConfig[]): Promise<void> {
  const connection = await RawConnection.open({
    endpoint: { host: HOST, port },
    path: '/',
    protocol: undefined,
    localAddress: undefined,
    onRead: () => {},
    onClose: () => {},
  });
  try {
    const nats = await NatsLink.open(connection);
    for (const [i, config] of configs.entries()) {
      await nats.request(`$JS.API.STREAM.CREATE.${config.name}`, config, `_INBOX.${i}`, 1 + i);
    }
  } finally {
    connection.close();
  }
}
