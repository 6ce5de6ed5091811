import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { FaultProxy, type FaultProxyOptions } from './fault-proxy.js';

const WAIT = { timeout: 60_000, interval: 1 };

/** A TCP echo server. */
class Echo implements AsyncDisposable {
  readonly sockets: Socket[] = [];
  readonly server = createServer({ allowHalfOpen: true }, (socket) => {
    this.sockets.push(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });

  static async start(): Promise<Echo> {
    const echo = new Echo();
    echo.server.listen(0, '127.0.0.1');
    await once(echo.server, 'listening');
    return echo;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  proxied(options: Partial<FaultProxyOptions> = {}): Promise<FaultProxy> {
    return FaultProxy.start({ port: this.port, ...options });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

class EchoClient implements Disposable {
  readonly socket: Socket;
  readonly chunks: Buffer[] = [];
  end: 'ended' | 'reset' | undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    this.socket.on('end', () => {
      this.end ??= 'ended';
    });
    this.socket.on('error', () => {
      this.end = 'reset';
    });
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  async got(text: string): Promise<void> {
    await vi.waitUntil(() => this.text === text, WAIT);
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

const LONG = Array.from({ length: 20_000 }, (_, n) => n.toString(36)).join(' ');

test('forwards all bytes and the end of the connection in both directions', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied();
  using client = new EchoClient(proxy.port);
  client.socket.end(LONG);
  await client.got(LONG);
  await vi.waitUntil(() => client.end === 'ended' && proxy.openLinks === 0, WAIT);
  expect(proxy.urlOf('ws://example.org:81/connect?x=1')).toBe(
    `ws://127.0.0.1:${proxy.port}/connect?x=1`,
  );
});

test('delays each direction by the latency and keeps the order', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied({ faults: { latencyMs: 40, jitterMs: 20 } });
  using client = new EchoClient(proxy.port);
  const startMs = performance.now();
  for (const text of ['a', 'b', 'c', 'd']) {
    client.socket.write(text);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await client.got('abcd');
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(78);
});

test('limits the rate', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied({ faults: { bytesPerSecond: 2_000 } });
  using client = new EchoClient(proxy.port);
  const startMs = performance.now();
  client.socket.write('x'.repeat(400));
  await client.got('x'.repeat(400));
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(180);
});

test('splits writes into slices', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied({ faults: { sliceBytes: 3 } });
  using client = new EchoClient(proxy.port);
  client.socket.write('0123456789'.repeat(30));
  await client.got('0123456789'.repeat(30));
  expect(client.chunks.length).toBeGreaterThan(10);
});

test('corrupts bytes without losing or adding any', async () => {
  await using echo = await Echo.start();
  let draws = 0;
  const random = (): number => (draws++ % 7) / 7;
  await using proxy = await echo.proxied({ faults: { corruptPart: 1 }, random });
  using client = new EchoClient(proxy.port);
  client.socket.write('a'.repeat(100));
  await vi.waitUntil(() => Buffer.concat(client.chunks).length === 100, WAIT);
  const changed = Buffer.concat(client.chunks).filter((byte) => byte !== 'a'.charCodeAt(0));
  // One byte in each direction.
  expect(changed.length).toBe(2);
  proxy.faults = {};
  client.socket.write('b');
  await vi.waitUntil(() => client.text.endsWith('b'), WAIT);
});

test('resets some links or all', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied();
  using one = new EchoClient(proxy.port);
  using two = new EchoClient(proxy.port);
  one.socket.write('1');
  two.socket.write('2');
  await Promise.all([one.got('1'), two.got('2')]);
  proxy.reset(1);
  await vi.waitUntil(() => one.end === 'reset' || two.end === 'reset', WAIT);
  expect([one.end, two.end]).toContain(undefined);
  proxy.reset();
  await vi.waitUntil(() => one.end === 'reset' && two.end === 'reset', WAIT);
  expect(proxy.openLinks).toBe(0);
});

test('makes a link half-open: neither side receives data or the end of the connection', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied();
  using client = new EchoClient(proxy.port);
  client.socket.write('before');
  await client.got('before');
  proxy.silence();
  client.socket.write('after');
  for (const socket of echo.sockets) socket.destroy();
  using other = new EchoClient(proxy.port);
  other.socket.write('another link is not affected');
  await other.got('another link is not affected');
  expect({ text: client.text, end: client.end }).toEqual({ text: 'before', end: undefined });
});

test('refuses connections, and connects to another target port', async () => {
  await using echo = await Echo.start();
  await using proxy = await FaultProxy.start({ port: 1 });
  using lost = new EchoClient(proxy.port);
  await vi.waitUntil(() => lost.end === 'reset', WAIT);
  proxy.targetPort = echo.port;
  proxy.refuses = true;
  using refused = new EchoClient(proxy.port);
  await vi.waitUntil(() => refused.end === 'reset', WAIT);
  proxy.refuses = false;
  using client = new EchoClient(proxy.port);
  client.socket.write('x');
  await client.got('x');
  expect(proxy.acceptedLinks).toBe(3);
});

test('applies back-pressure to the sender', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied({ faults: { bytesPerSecond: 1_000 } });
  using client = new EchoClient(proxy.port);
  const chunk = Buffer.alloc(64 * 1024);
  for (let sent = 0; sent < 400; sent++) client.socket.write(chunk);
  await vi.waitUntil(() => client.text.length > 0, WAIT);
  expect(client.socket.writableLength).toBeGreaterThan(10_000_000);
});
