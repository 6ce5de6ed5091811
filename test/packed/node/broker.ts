/** `@wearwire/broker` as installed, with both clients. */
import assert from 'node:assert/strict';
import { type Broker, type BrokerOptions, ConfigError, createBroker } from '@wearwire/broker';
import { createConsumer, tokenFromServer } from '@wearwire/client-consumer';
import { createProducer } from '@wearwire/client-producer';

const options: BrokerOptions = {
  port: 0,
  store: 'memory',
  developers: [{ id: 'me', key: 'secret' }],
};
const broker: Broker = await createBroker(options);
const { url } = broker;
const developer = { url, developerId: 'me', apiKey: 'secret' };

const producer = createProducer({ url, getToken: tokenFromServer({ ...developer, user: 'anna' }) });
await producer.submit('POWER', { ts: new Date().toISOString(), val: 250 });
await producer.close();

const consumer = createConsumer({ url, getToken: tokenFromServer(developer), after: 0 });
for await (const { seq, uid, type, reading } of consumer) {
  assert.deepEqual([seq, uid, type], [1, 'anna', 'POWER']);
  assert.ok('val' in reading && reading.val === 250);
  break;
}
await consumer.stop();
await broker.close();
await assert.rejects(createBroker({ ...options, stopCode: 1000 }), ConfigError);
