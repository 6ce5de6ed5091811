/** A NATS server that accepts only clients with a certificate and the credentials of a user. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { credsAuthenticator } from '@nats-io/transport-node';
import { temporaryDirectory } from '@wearwire/test-support';
import { NatsServers, natsServer } from '@wearwire/test-support/nats';
import { describe, expect, it } from 'vitest';
import { type BrokerOptions, createBroker } from '../src/index.js';
import { hasOpenssl, makeCertificate } from './certificates.js';
import { Client, until } from './client.js';
import { createNatsOperator } from './nats-operator.js';
import { A } from './start-test-broker.js';

const isPossible = natsServer() !== undefined && hasOpenssl();

describe.skipIf(!isPossible)('a NATS server with TLS and credentials', () => {
  it('accepts a broker that has all files; a missing one causes a one-sentence error', async () => {
    await using folder = await temporaryDirectory();
    const server = makeCertificate(folder.path, 'server');
    const client = makeCertificate(folder.path, 'client');
    const { config, credentials } = createNatsOperator();
    const configFile = join(folder.path, 'nats.conf');
    const natsCredentials = join(folder.path, 'user.creds');
    await writeFile(configFile, config);
    await writeFile(natsCredentials, credentials);
    const tls = { caFile: server.cert, certFile: client.cert, keyFile: client.key };
    await using servers = await NatsServers.start(1, {
      args: [
        ...['-c', configFile, '--tls', '--tlscert', server.cert, '--tlskey', server.key],
        ...['--tlsverify', '--tlscacert', client.cert],
      ],
      connection: { tls, authenticator: credsAuthenticator(Buffer.from(credentials)) },
    });
    const options: BrokerOptions = {
      port: 0,
      store: servers.url.replace('nats:', 'tls:') as 'nats://',
      natsShards: 1,
      developers: [{ id: 'a', key: 'key-of-a' }],
      natsCa: server.cert,
      natsCert: client.cert,
      natsKey: client.key,
      natsCredentials,
    };
    await using broker = await createBroker(options);
    using consumer = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    producer.submit(1);
    await until(() => consumer.seqs.length === 1);
    for (const missing of [
      { natsCredentials: '' },
      { natsCa: '' },
      { natsCert: '', natsKey: '' },
      { natsCredentials: join(folder.path, 'nowhere') },
    ]) {
      await expect(createBroker({ ...options, ...missing })).rejects.toThrow(
        /^cannot connect to NATS at 127\.0\.0\.1:\d+: .+; check --store, its credentials/,
      );
    }
  });
});
