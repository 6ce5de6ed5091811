/** The producer over real sockets: a small server of the protocol on port 0, whose links are cut at will. */
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createProducer } from '../src/index.js';

class SmallServer implements AsyncDisposable {
  readonly server = new WebSocketServer({ port: 0 });
  readonly stored: number[] = [];
  closeCodes: number[] = [];
  /** Cuts the link after so many SUBMITs of a connection. */
  cutAfter = Number.POSITIVE_INFINITY;

  constructor() {
    this.server.on('connection', (socket) => {
      let submits = 0;
      socket.send('{"op":2,"d":{"heartbeat_interval":40000}}');
      socket.on('close', (code) => this.closeCodes.push(code));
      socket.on('message', (data) => {
        if (submits >= this.cutAfter) return;
        const { op, d } = JSON.parse(String(data)) as { op: number; d: { val: number } };
        if (op === 0) socket.send('{"op":1}');
        if (op === 3) socket.send('{"op":4}');
        if (op !== 6) return;
        this.stored.push(d.val);
        if (++submits >= this.cutAfter) socket.terminate();
      });
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.server.clients) client.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const EVENTS = 3_000;
const ALL = Array.from({ length: EVENTS }, (_, i) => i + 1);

test('every event is stored, in order, and flush tells when', async () => {
  await using server = new SmallServer();
  const producer = createProducer({ url: server.url, getToken: async () => 't' });
  for (const val of ALL) producer.submit('POWER', { ts: 't', val });
  await producer.flush();
  expect(server.stored).toEqual(ALL);
  expect(await producer.close()).toEqual({ unsentEvents: 0, unconfirmedEvents: 0 });
  expect(server.closeCodes).toEqual([1000]);
});

test('nothing is lost and nothing overtakes when the link is cut again and again', async () => {
  await using server = new SmallServer();
  server.cutAfter = 400;
  const producer = createProducer({
    url: server.url,
    getToken: async () => 't',
    random: () => 0,
    unconfirmedEventsMax: 64,
  });
  let resent = 0;
  producer.on('resent', ({ count }) => {
    resent += count;
  });
  for (const val of ALL) producer.submit('POWER', { ts: 't', val });
  await producer.flush();
  await producer.close();
  expect([...new Set(server.stored)]).toEqual(ALL);
  expect(server.stored.length).toBeGreaterThan(EVENTS);
  expect(server.stored.length - EVENTS).toBeLessThanOrEqual(resent);
});
