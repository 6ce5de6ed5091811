/** The console over HTTP, on both socket libraries: files, sign-in, and no answer if it is off. */
import { request as httpRequest } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Broker } from '../src/broker.js';
import { lineLogger } from './loggers.js';
import { HEADERS_OF_A, HEADERS_OF_B, startTestBroker } from './start-test-broker.js';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Buffer;
}

/** Uses Node's HTTP client because, unlike `fetch`, it sends the given `Host` and `Accept-Encoding`. */
function ask(
  broker: Broker,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port: broker.port, path, headers, method, agent: false },
      async (response) => {
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(part as Buffer);
        const { statusCode: status = 0 } = response;
        const all = response.headers as Record<string, string | undefined>;
        resolve({ status, headers: all, bytes: Buffer.concat(parts) });
      },
    );
    request.on('error', reject);
    request.end();
  });
}

function codeOf(broker: Broker): string {
  return broker.consoleAddress('a')?.split('#')[1] ?? '';
}

function signIn(broker: Broker, code: string, headers = {}): Promise<Answer> {
  return ask(broker, '/console/session', { 'wearwire-code': code, ...headers }, 'POST');
}

describe.each(['uws', 'ws'] as const)('the console on %s', (sockets) => {
  let broker: Broker;
  beforeAll(async () => {
    broker = await startTestBroker({ sockets, console: 'on' });
  });
  afterAll(() => broker.close());

  it('serves the page with a strict policy, and browsers must revalidate it', async () => {
    const { status, headers, bytes } = await ask(broker, '/');
    expect(status).toBe(200);
    expect(bytes.toString()).toContain('<title>wearwire console</title>');
    expect(bytes.toString()).not.toMatch(/<script>|<style|style=|onload=/);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('serves every file that the page references, immutable and compressed', async () => {
    const page = (await ask(broker, '/')).bytes.toString();
    const paths = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) {
      const plain = await ask(broker, path);
      expect([path, plain.status]).toEqual([path, 200]);
      expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      const br = await ask(broker, path, { 'accept-encoding': 'gzip, deflate, br' });
      expect(br.headers['content-encoding']).toBe('br');
      expect(brotliDecompressSync(br.bytes).equals(plain.bytes)).toBe(true);
      const gzip = await ask(broker, path, { 'accept-encoding': 'gzip, br;q=0' });
      expect(gzip.headers['content-encoding']).toBe('gzip');
      expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true);
      expect(new Set([plain, br, gzip].map(({ headers }) => headers.etag)).size).toBe(3);
    }
  });

  it('answers 304 to a client that has the file, and answers HEAD like GET without content', async () => {
    const { headers, bytes } = await ask(broker, '/');
    const again = await ask(broker, '/', { 'if-none-match': `"x", ${headers.etag}` });
    expect([again.status, again.bytes.length, again.headers.etag]).toEqual([304, 0, headers.etag]);
    const head = await ask(broker, '/', {}, 'HEAD');
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect(head.headers['content-length']).toBe(String(bytes.length));
  });

  it.each([
    '/index.html',
    '/assets/',
    '/assets/../index.html',
    '/%2e%2e/package.json',
    '/constructor',
  ])('answers 404 to %s', async (path) => {
    expect((await ask(broker, path)).status).toBe(404);
  });

  it('exchanges a code once for a session, which can request tokens until it is ended', async () => {
    const code = codeOf(broker);
    expect(codeOf(broker)).toBe(code);
    const { status, bytes } = await signIn(broker, code);
    const { developer, session } = JSON.parse(bytes.toString());
    expect([status, developer]).toEqual([200, 'a']);
    expect((await signIn(broker, code)).status).toBe(403);
    expect(codeOf(broker)).not.toBe(code);
    const proof = { 'wearwire-session': session };
    expect((await ask(broker, '/auth/monitor', proof, 'POST')).status).toBe(200);
    const info = JSON.parse((await ask(broker, '/console/info', proof)).bytes.toString());
    expect(info).toMatchObject({ developer: 'a', tokenLifetimeMs: 300_000 });
    await ask(broker, '/console/session', proof, 'DELETE');
    expect((await ask(broker, '/auth/monitor', proof, 'POST')).status).toBe(403);
  });

  it('returns the figures of a developer only with its key', async () => {
    expect((await ask(broker, '/console/info', HEADERS_OF_A)).status).toBe(200);
    expect(
      (await ask(broker, '/console/info', { ...HEADERS_OF_A, 'x-api-key': 'wrong' })).status,
    ).toBe(403);
    expect((await ask(broker, '/console/info')).status).toBe(400);
  });

  it('refuses pages of another origin, and does not use up the code', async () => {
    const code = codeOf(broker);
    const evil = { origin: 'https://evil.example' };
    expect((await signIn(broker, code, evil)).status).toBe(403);
    expect((await ask(broker, '/console/info', { ...HEADERS_OF_A, ...evil })).status).toBe(403);
    const own = { origin: `http://127.0.0.1:${broker.port}` };
    expect((await signIn(broker, code, own)).status).toBe(200);
  });
});

it('a developer sees its own health, the operator sees the health of the broker, and others see none', async () => {
  await using broker = await startTestBroker({ console: 'on', operatorKey: 'operate' });
  await using producer = createProducer({
    url: broker.url,
    getToken: tokenFromServer({ url: broker.url, developerId: 'b', apiKey: 'key-of-b', user: 'u' }),
  });
  await producer.submit('STEPS', { ts: '', val: 1 });
  const healthOf = async (headers: Readonly<Record<string, string>>) =>
    JSON.parse((await ask(broker, '/console/health', headers)).bytes.toString());
  const nothing = { stored: 0, connections: { producer: 0, consumer: 0, monitor: 0 } };
  expect(await healthOf(HEADERS_OF_A)).toMatchObject({ developer: nothing });
  expect((await healthOf(HEADERS_OF_A)).broker).toBeUndefined();
  expect(await healthOf(HEADERS_OF_B)).toMatchObject({
    developer: { stored: 1, connections: { producer: 1 }, lagEvents: 0 },
  });
  const all = await healthOf({ ...HEADERS_OF_A, 'wearwire-operator': 'operate' });
  expect(all).toMatchObject({ developer: nothing, broker: { stored: 1, limits: {} } });
  const wrong = { ...HEADERS_OF_A, 'wearwire-operator': 'guess' };
  expect((await ask(broker, '/console/health', wrong)).status).toBe(403);
  expect((await ask(broker, '/console/health', { 'wearwire-operator': 'operate' })).status).toBe(
    400,
  );
});

it('without an operator key the health of the broker is not shown, and a key is never logged', async () => {
  const lines: string[] = [];
  await using broker = await startTestBroker({
    console: 'on',
    operatorKey: 'operate-me',
    logger: lineLogger(lines),
  });
  await using other = await startTestBroker({ console: 'on' });
  const headers = { ...HEADERS_OF_A, 'wearwire-operator': 'x' };
  expect((await ask(other, '/console/health', headers)).status).toBe(403);
  expect((await ask(broker, '/console/health', headers)).status).toBe(403);
  expect(lines.join('')).toContain('started');
  expect(lines.join('')).not.toContain('operate-me');
});

it('with the console off nothing is served, and no session is accepted', async () => {
  await using broker = await startTestBroker();
  expect([broker.consoleUrl, broker.consoleAddress('a')]).toEqual([undefined, undefined]);
  for (const path of ['/', '/overlay', '/console/info', '/console/session']) {
    for (const method of ['GET', 'POST']) {
      expect([path, (await ask(broker, path, HEADERS_OF_A, method)).status]).toEqual([path, 404]);
    }
  }
});

it('with loopback only, requests with another host name are refused', async () => {
  await using broker = await startTestBroker({ console: 'loopback' });
  expect((await ask(broker, '/')).status).toBe(200);
  expect((await ask(broker, '/', { host: 'evil.example' })).status).toBe(404);
  expect((await ask(broker, '/', { host: 'evil.example' }, 'POST')).status).toBe(404);
});

it('codes and sessions are never logged', async () => {
  const lines: string[] = [];
  await using broker = await startTestBroker({ console: 'on', logger: lineLogger(lines) });
  const code = codeOf(broker);
  const { bytes } = await signIn(broker, code);
  const { session } = JSON.parse(bytes.toString());
  await signIn(broker, code);
  await ask(broker, '/auth/monitor', { 'wearwire-session': session }, 'POST');
  await ask(broker, '/auth/monitor', { 'wearwire-session': `${session}x` }, 'POST');
  expect(lines.length).toBeGreaterThan(0);
  for (const secret of [code, session]) expect(lines.join('')).not.toContain(secret);
});
