/** The overlay over HTTP: a link reads one user's heart rate until its developer revokes it. */
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { expect, it } from 'vitest';
import type { Broker } from '../src/broker.js';
import { lineLogger } from './loggers.js';
import { HEADERS_OF_A, HEADERS_OF_B, startTestBroker } from './start-test-broker.js';

async function ask(
  { port }: Broker,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers, method });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function makeLink(broker: Broker, user = 'anna'): Promise<string> {
  const path = `/console/overlays?user=${user}&hours=1`;
  return String((await ask(broker, path, HEADERS_OF_A, 'POST')).body.secret);
}

function producerOf({ url }: Broker, user: string, developerId = 'a') {
  return createProducer({
    url,
    getToken: tokenFromServer({ url, developerId, apiKey: `key-of-${developerId}`, user }),
  });
}

it('a link returns the newest heart rate of its user, and no data of others', async () => {
  const lines: string[] = [];
  await using broker = await startTestBroker({ console: 'on', logger: lineLogger(lines) });
  const secret = await makeLink(broker);
  const readOverlay = async () =>
    (await ask(broker, '/console/overlay', { 'wearwire-overlay': secret })).body;
  expect(await readOverlay()).toEqual({ user: 'anna' });
  await using anna = producerOf(broker, 'anna');
  await using ben = producerOf(broker, 'ben');
  await using foreign = producerOf(broker, 'anna', 'b');
  await anna.submit('HEART_RATE', { ts: '', val: 71 });
  await anna.submit('HEART_RATE', { ts: '', val: 72 });
  await anna.submit('POWER', { ts: '', val: 300 });
  await anna.submit<string>('OTHER', { ts: '', val: 1, note: 'HEART_RATE "HEART_RATE"' });
  await ben.submit('HEART_RATE', { ts: '', val: 150 });
  await foreign.submit('HEART_RATE', { ts: '', val: 33 });
  expect(await readOverlay()).toEqual({ user: 'anna', bpm: 72, ageMs: expect.any(Number) });
  // The link secret is not a credential of the developer.
  for (const path of ['/auth/monitor', '/auth/developer', '/console/overlays?user=ben&hours=1']) {
    const asKey = { 'dev-id': 'a', 'x-api-key': secret, 'wearwire-overlay': secret };
    expect((await ask(broker, path, asKey, 'POST')).status).toBe(403);
    const asSession = { 'wearwire-session': secret };
    expect((await ask(broker, path, asSession, 'POST')).status).toBe(403);
  }
  expect(lines.join('')).not.toContain(secret);
});

it('a link ends when its developer revokes it; others cannot revoke it', async () => {
  await using broker = await startTestBroker({ console: 'on' });
  const secret = await makeLink(broker);
  const status = async (value = secret) =>
    (await ask(broker, '/console/overlay', { 'wearwire-overlay': value })).status;
  const { links } = (await ask(broker, '/console/overlays', HEADERS_OF_A)).body as {
    links: { id: string; user: string; leftMs: number }[];
  };
  expect(links).toEqual([{ id: expect.any(String), user: 'anna', leftMs: expect.any(Number) }]);
  const path = `/console/overlays?id=${links[0]?.id}`;
  expect((await ask(broker, '/console/overlays', HEADERS_OF_B)).body).toEqual({ links: [] });
  expect((await ask(broker, path, HEADERS_OF_B, 'DELETE')).status).toBe(404);
  expect(
    (await ask(broker, path, { origin: 'https://evil.example', ...HEADERS_OF_A }, 'DELETE')).status,
  ).toBe(403);
  expect(await status()).toBe(200);
  expect((await ask(broker, path, HEADERS_OF_A, 'DELETE')).status).toBe(200);
  expect([await status(), await status('guess'), await status('')]).toEqual([403, 403, 403]);
});

it('refuses a link without a user, with too long a lifetime, and above the limit', async () => {
  await using broker = await startTestBroker({ console: 'on' });
  const make = async (query: string) =>
    (await ask(broker, `/console/overlays?${query}`, HEADERS_OF_A, 'POST')).status;
  expect(await make('hours=1')).toBe(400);
  expect(await make('user=anna')).toBe(400);
  expect(await make('user=anna&hours=169')).toBe(400);
  expect(await make('user=anna&hours=-1')).toBe(400);
  const statuses: number[] = [];
  for (let i = 0; i <= 20; i++) statuses.push(await make('user=anna&hours=168'));
  expect(statuses.filter((status) => status === 200)).toHaveLength(20);
  expect(statuses.at(-1)).toBe(409);
});
