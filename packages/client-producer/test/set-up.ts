/** A producer on a virtual clock with a scripted server, and the signals that it emits. */
import {
  ScriptedServer,
  type ScriptedServerOptions,
  VirtualClock,
} from '@wearwire/client-core/testing';
import { createProducer, type Dropped, type ProducerOptions } from '../src/index.js';

export function setUp(
  options: Partial<ProducerOptions> = {},
  serverOptions: ScriptedServerOptions = {},
) {
  const clock = new VirtualClock();
  const server = new ScriptedServer(serverOptions);
  const producer = createProducer({
    url: 'ws://server.test',
    getToken: async () => 'token',
    clock,
    random: () => 0.5,
    socketFactory: server.socketFactory,
    ...options,
  });
  const dropped: Dropped[] = [];
  const resent: number[] = [];
  producer.on('dropped', (event) => dropped.push(event));
  producer.on('resent', ({ count }) => resent.push(count));
  let next = 1;
  const submit = (count: number) => {
    for (let i = 0; i < count; i++) producer.submit('HEART_RATE', { ts: 't', val: next++ });
  };
  /** Values that arrived, one list per connection. */
  const arrived = () => server.connections.map((c) => c.receivedOf(6).map(({ d }) => d?.val));
  return { clock, server, producer, dropped, resent, submit, arrived };
}
