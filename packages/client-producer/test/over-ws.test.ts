/** The producer over real sockets: a small server of the protocol on port 0, whose connections tests can break. */
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createProducer } from '../src/index.js';

class SmallServer implements AsyncDisposable {
  readonly server = new WebSocketServer({ port: 0 });
  readonly stored: number[] = [];
  closeCodes: number[] = [];
  /** Breaks a connection after this many SUBMITs. */
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

test('every event is stored in order, and flush resolves afterwards', async () => {
  await using server = new SmallServer();
  const producer = createProducer({ url: server.url, getToken: async () => 't' });
  for (const val of ALL) producer.submit('POWER', { ts: 't', val });
  await producer.flush();
  expect(server.stored).toEqual(ALL);
  expect(await producer.close()).toEqual({ unsentEvents: 0, unconfirmedEvents: 0 });
  expect(server.closeCodes).toEqual([1000]);
});

test('no event is lost or reordered although the connection breaks repeatedly', async () => {
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

test.each([
  [true, true],
  [false, true],
  [true, false],
])(
  'compression %s with a server whose compression is %s: long messages arrive',
  async (compression, perMessageDeflate) => {
    const received: { op: number; d: unknown[] }[] = [];
    await using server = {
      sockets: new WebSocketServer({ port: 0, perMessageDeflate }),
      [Symbol.asyncDispose]: async () => {
        for (const client of server.sockets.clients) client.terminate();
        await new Promise((resolve) => server.sockets.close(resolve));
      },
    };
    let agreed = '';
    server.sockets.on('connection', (socket) => {
      agreed = socket.extensions;
      socket.send('{"op":2,"d":{"heartbeat_interval":40000,"extensions":["ack","batch"]}}');
      socket.on('message', (data) => {
        const frame = JSON.parse(String(data));
        if (frame.op === 3) socket.send('{"op":4}');
        if (frame.op !== 67) return;
        received.push(frame);
        socket.send(JSON.stringify({ op: 65, d: { n: frame.n + frame.d.length - 1 } }));
      });
    });
    const { port } = server.sockets.address() as AddressInfo;
    await using producer = createProducer({
      url: `ws://127.0.0.1:${port}`,
      getToken: async () => 'token',
      compression,
    });
    for (let val = 0; val < 200; val++) producer.submit('ECG', { ts: 'now', d: [val] });
    await producer.flush();
    expect(received.flatMap(({ d }) => d)).toHaveLength(200);
    expect(agreed !== '').toBe(compression && perMessageDeflate);
  },
);
