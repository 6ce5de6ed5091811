/** `@wearwire/client-producer` in a browser, sensors and IndexedDB included, without types and globals of Node. */
import { createProducer } from '@wearwire/client-producer';
import { streamSensor, type WebCharacteristic } from '@wearwire/client-producer/ble';
import { persistInIndexedDb } from '@wearwire/client-producer/indexed-db';
import { persistIn } from '@wearwire/client-producer/store';

const stop = new AbortController();
const producer = createProducer({
  url: 'wss://server.invalid/connect',
  getToken: () => new Promise<string>(() => {}),
  signal: stop.signal,
});
void producer.submit('HEART_RATE', { ts: new Date().toISOString(), val: 72 });
const pair = (characteristic: WebCharacteristic) => streamSensor(producer, { characteristic });
const parts: readonly unknown[] = [pair, persistInIndexedDb, persistIn];
console.log(producer.queuedEvents === 1 && parts.length === 3 ? 'ok' : 'wrong');
stop.abort();
