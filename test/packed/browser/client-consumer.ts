/** `@wearwire/client-consumer` in a browser, without types and globals of Node. */
import { browserWake, createConsumer, webCursorStore } from '@wearwire/client-consumer';
import { msgpack } from '@wearwire/client-consumer/msgpack';

const consumer = createConsumer({
  url: 'wss://server.invalid/connect',
  getToken: async () => 'token',
  encoding: msgpack,
});
const parts: readonly unknown[] = [browserWake, webCursorStore];
console.log(consumer.position === undefined && parts.length === 2 ? 'ok' : 'wrong');
