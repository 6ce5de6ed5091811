/** The consumer over real sockets: a small server of the protocol on port 0, whose connections tests can break. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type ClientError, createConsumer } from '../src/index.js';

/** Long enough for a busy machine. */
const WAIT = { timeout: 60_000, interval: 1 };

class SmallServer implements AsyncDisposable {
  readonly server = new WebSocketServer({ port: 0 });
  readonly log: string[] = [];
  readonly tokens: string[] = [];
  consumer: WebSocket | undefined;

  constructor() {
    this.server.on('connection', (socket) => {
      socket.send('{"op":2,"d":{"heartbeat_interval":40000}}');
      socket.on('message', (data) => this.#answer(socket, JSON.parse(String(data))));
      socket.on('close', () => {
        if (this.consumer === socket) this.consumer = undefined;
      });
    });
  }

  get url(): string {
    return `ws://127.0.0.1:${(this.server.address() as AddressInfo).port}/connect`;
  }

  append(padding = ''): void {
    const seq = this.log.length + 1;
    const frame = `{"op":5,"d":{"ts":"t","val":${seq},"padding":"${padding}"},"uid":"u","seq":${seq},"t":"POWER"}`;
    this.log.push(frame);
    this.consumer?.send(frame);
  }

  /** Breaks connections without a close frame, like a network failure. */
  cut(): void {
    this.consumer?.terminate();
    this.consumer = undefined;
  }

  #answer(socket: WebSocket, { op, d }: { op: number; d: Record<string, unknown> }): void {
    if (op === 0) socket.send('{"op":1}');
    if (op === 3) {
      this.tokens.push(String(d.token));
      socket.send('{"op":4}');
      this.consumer = socket;
    }
    if (op === 7) for (const frame of this.log.slice(Number(d.after))) socket.send(frame);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.server.clients) client.terminate();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const EVENTS = 2_000;

test('every event is delivered once and in order although the connection breaks repeatedly', async () => {
  await using server = new SmallServer();
  let attempts = 0;
  await using consumer = createConsumer({
    url: server.url,
    after: 0,
    getToken: async () => `token-${++attempts}`,
    random: () => 0,
  });
  const gaps: unknown[] = [];
  consumer.on('gap', (gap) => gaps.push(gap));
  const seqs: number[] = [];
  const done = (async () => {
    for await (const event of consumer) {
      seqs.push(event.seq);
      if (event.seq === EVENTS) break;
    }
  })();
  for (let i = 0; i < EVENTS; i++) {
    if (i % 250 === 0) await vi.waitUntil(() => server.consumer, WAIT);
    server.append();
    // Half of the following events are sent while the consumer is disconnected.
    if (i % 250 === 125) server.cut();
  }
  await done;
  expect(seqs).toEqual(Array.from({ length: EVENTS }, (_, i) => i + 1));
  expect(gaps).toEqual([]);
  expect(server.tokens.length).toBeGreaterThanOrEqual(EVENTS / 250);
  expect(new Set(server.tokens).size).toBe(server.tokens.length);
});

test('a stalled loop applies back-pressure to the server, and misses no event afterwards', async () => {
  await using server = new SmallServer();
  await using consumer = createConsumer({ url: server.url, after: 0, getToken: async () => 't' });
  const loop = consumer[Symbol.asyncIterator]();
  await vi.waitUntil(() => server.consumer, WAIT);
  const kilobytes = 'x'.repeat(4_000);
  for (let i = 0; i < 10_000; i++) server.append(kilobytes);
  await vi.waitUntil(() => (consumer.receivedSeq ?? 0) > 1_000, WAIT);
  // Events that the loop does not read stay on the server: socket buffers hold only a part of 40 MB.
  expect(server.consumer?.bufferedAmount).toBeGreaterThan(1_000_000);
  expect(consumer.receivedSeq).toBeLessThan(10_000);
  for (let seq = 1; seq <= 10_000; seq++) expect((await loop.next()).value?.seq).toBe(seq);
});

test('stop closes with 1000', async () => {
  await using server = new SmallServer();
  const consumer = createConsumer({ url: server.url, getToken: async () => 't' });
  consumer.on('*', () => {});
  const socket = await vi.waitUntil(() => server.consumer, WAIT);
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await consumer.stop();
  expect(await closed).toBe(1000);
});

test('an unreachable server is reported with the system error, and retried', async () => {
  const consumer = createConsumer({ url: 'ws://127.0.0.1:1', getToken: async () => 't' });
  const error = await new Promise<Error>((resolve) => {
    consumer.on('error', resolve);
    consumer.on('*', () => {});
  });
  expect(error.message).toBe('the connection was lost or did not open: ECONNREFUSED');
  expect(consumer.state).toBe('waiting');
  await consumer.stop();
});

test('a refused upgrade is reported once with its HTTP status, and retried', async () => {
  const refusing = createServer();
  refusing.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  await new Promise<void>((resolve) => {
    refusing.listen(0, '127.0.0.1', resolve);
  });
  const { port } = refusing.address() as AddressInfo;
  const consumer = createConsumer({
    url: `ws://127.0.0.1:${port}`,
    getToken: async () => 't',
    random: () => 0.999,
  });
  const errors: ClientError[] = [];
  const error = await new Promise<ClientError>((resolve) => {
    consumer.on('error', (one) => {
      errors.push(one);
      resolve(one);
    });
    consumer.on('*', () => {});
  });
  expect(error).toMatchObject({ code: 'link-lost', closeCode: 1006, status: 403, retryable: true });
  expect(error.message).toBe('the connection was refused with HTTP status 403');
  await consumer.stop();
  expect(errors).toEqual([error]);
  refusing.close();
});

test('stop takes at most its timeout if the server ignores the close frame', async () => {
  await using server = new SmallServer();
  const consumer = createConsumer({ url: server.url, getToken: async () => 't' });
  consumer.on('*', () => {});
  const socket = await vi.waitUntil(() => server.consumer, WAIT);
  socket.pause();
  await consumer.stop({ timeoutMs: 20 });
  expect(consumer.state).toBe('stopped');
});
