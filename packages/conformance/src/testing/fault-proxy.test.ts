import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { FaultProxy, type FaultProxyOptions } from './fault-proxy.js';

const WAIT = { timeout: 60_000, interval: 1 };

/** Sends back what it gets. */
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

class Caller implements Disposable {
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

test('passes everything on, both ways, ends included', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied();
  using caller = new Caller(proxy.port);
  caller.socket.end(LONG);
  await caller.got(LONG);
  await vi.waitUntil(() => caller.end === 'ended' && proxy.openLinks === 0, WAIT);
  expect(proxy.urlOf('ws://example.org:81/connect?x=1')).toBe(
    `ws://127.0.0.1:${proxy.port}/connect?x=1`,
  );
});

test('is late by the latency, each way, and keeps the order', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied({ faults: { latencyMs: 40, jitterMs: 20 } });
  using caller = new Caller(proxy.port);
  const startMs = performance.now();
  for (const text of ['a', 'b', 'c', 'd']) {
    caller.socket.write(text);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await caller.got('abcd');
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(78);
});

test('is slow', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied({ faults: { bytesPerSecond: 2_000 } });
  using caller = new Caller(proxy.port);
  const startMs = performance.now();
  caller.socket.write('x'.repeat(400));
  await caller.got('x'.repeat(400));
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(180);
});

test('slices', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied({ faults: { sliceBytes: 3 } });
  using caller = new Caller(proxy.port);
  caller.socket.write('0123456789'.repeat(30));
  await caller.got('0123456789'.repeat(30));
  expect(caller.chunks.length).toBeGreaterThan(10);
});

test('corrupts bytes, none lost and none added', async () => {
  await using echo = await Echo.start();
  let draws = 0;
  const random = (): number => (draws++ % 7) / 7;
  await using proxy = await echo.proxied({ faults: { corruptPart: 1 }, random });
  using caller = new Caller(proxy.port);
  caller.socket.write('a'.repeat(100));
  await vi.waitUntil(() => Buffer.concat(caller.chunks).length === 100, WAIT);
  const odd = Buffer.concat(caller.chunks).filter((byte) => byte !== 'a'.charCodeAt(0));
  // One on the way there, one on the way back.
  expect(odd.length).toBe(2);
  proxy.faults = {};
  caller.socket.write('b');
  await vi.waitUntil(() => caller.text.endsWith('b'), WAIT);
});

test('resets, some or all', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied();
  using one = new Caller(proxy.port);
  using two = new Caller(proxy.port);
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

test('half-open: neither side hears of the other again, not even of its end', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied();
  using caller = new Caller(proxy.port);
  caller.socket.write('before');
  await caller.got('before');
  proxy.silence();
  caller.socket.write('behind');
  for (const socket of echo.sockets) socket.destroy();
  using other = new Caller(proxy.port);
  other.socket.write('another link is not concerned');
  await other.got('another link is not concerned');
  expect({ text: caller.text, end: caller.end }).toEqual({ text: 'before', end: undefined });
});

test('refuses, and follows a server to another port', async () => {
  await using echo = await Echo.start();
  await using proxy = await FaultProxy.start({ port: 1 });
  using lost = new Caller(proxy.port);
  await vi.waitUntil(() => lost.end === 'reset', WAIT);
  proxy.targetPort = echo.port;
  proxy.refuses = true;
  using refused = new Caller(proxy.port);
  await vi.waitUntil(() => refused.end === 'reset', WAIT);
  proxy.refuses = false;
  using caller = new Caller(proxy.port);
  caller.socket.write('x');
  await caller.got('x');
  expect(proxy.taken).toBe(3);
});

test('holds a sender back whose receiver does not read', async () => {
  await using echo = await Echo.start();
  await using proxy = await echo.proxied({ faults: { bytesPerSecond: 1_000 } });
  using caller = new Caller(proxy.port);
  const chunk = Buffer.alloc(64 * 1024);
  for (let sent = 0; sent < 400; sent++) caller.socket.write(chunk);
  await vi.waitUntil(() => caller.text.length > 0, WAIT);
  expect(caller.socket.writableLength).toBeGreaterThan(10_000_000);
});
