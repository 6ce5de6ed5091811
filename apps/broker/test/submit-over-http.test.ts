/** `POST /submit` over HTTP, on both socket libraries. */
import { createConsumer, tokenFromServer } from '@wearwire/client-consumer';
import { msgpack } from '@wearwire/client-consumer/msgpack';
import { createProducer } from '@wearwire/client-producer';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import type { Broker } from '../src/broker.js';
import type { BrokerOptions } from '../src/create-broker.js';
import { LogWriteError } from '../src/storage/errors.js';
import { token, until } from './client.js';
import { interceptAppends, stallableStorage } from './stalled-storage.js';
import { A, startTestBroker } from './start-test-broker.js';

const KEY = { developerId: 'a', apiKey: 'key-of-a' };
const EVENT = '{"t":"HEART_RATE","d":{"val":72}}';
const LINES = { 'content-type': 'application/x-ndjson' };

type Headers = Readonly<Record<string, string>>;

function post(broker: Broker, bearer: string, body: string, headers: Headers = {}) {
  const all = {
    authorization: `Bearer ${bearer}`,
    'content-type': 'application/json',
    ...headers,
  };
  return fetch(`${broker.httpUrl}/submit`, { method: 'POST', headers: all, body });
}

async function answer(response: Promise<Response> | Response): Promise<[number, unknown]> {
  const { status } = await response;
  return [status, await (await response).json()];
}

/** All stored events, in either encoding, as `uid t d`. */
async function stored(broker: Broker, count: number, encoding?: typeof msgpack): Promise<string[]> {
  const { url } = broker;
  const getToken = tokenFromServer({ url, ...KEY });
  await using consumer = createConsumer({ url, getToken, after: 0, ...(encoding && { encoding }) });
  const events: string[] = [];
  for await (const { uid, type, reading } of consumer) {
    events.push(`${uid} ${type} ${JSON.stringify(reading)}`);
    if (events.length === count) break;
  }
  return events;
}

describe.each(['uws', 'ws'] as const)('POST /submit on %s', (sockets) => {
  const open = (options: BrokerOptions = {}) => startTestBroker({ sockets, ...options });

  it('[P-HTTP-1] stores all events of a post in order before it answers, for both encodings', async () => {
    await using broker = await open();
    const bearer = await token(broker, A, 'anna');
    const events = Array.from({ length: 1_000 }, (_, i) => `{"t":"STEPS","d":{"val":${i}}}`);
    expect(await answer(post(broker, bearer, events.join('\n'), LINES))).toEqual([
      200,
      { first_seq: 1, last_seq: 1_000 },
    ]);
    const odd = '{"d":{"ts":"x","":[null,1e300,"\\u0000\\ud83d\\ude00"]},"t":"a \\"type\\""}';
    expect(await answer(post(broker, bearer, odd))).toEqual([
      200,
      { first_seq: 1_001, last_seq: 1_001 },
    ]);
    const expected = [
      ...Array.from({ length: 1_000 }, (_, i) => `anna STEPS {"val":${i}}`),
      'anna a "type" {"ts":"x","":[null,1e+300,"\\u0000😀"]}',
    ];
    expect(await stored(broker, 1_001)).toEqual(expected);
    expect(await stored(broker, 1_001, msgpack)).toEqual(expected);
  });

  it('[P-HTTP-1] answers concurrent posts with the seqs of their own events', async () => {
    await using broker = await open();
    const bearer = await token(broker, A, 'anna');
    const url = broker.url;
    const getToken = tokenFromServer({ url, ...KEY, user: 'ben' });
    const producer = createProducer({ url, getToken });
    const counts = Array.from({ length: 30 }, (_, i) => (i % 5) + 1);
    const answers = await Promise.all(
      counts.map(async (count, i) => {
        producer.submit('OTHER', { i });
        const body = Array(count).fill(`{"t":"T${i}","d":{}}`).join('\n');
        const [, seqs] = await answer(post(broker, bearer, body, LINES));
        return seqs as { first_seq: number; last_seq: number };
      }),
    );
    await producer.close();
    const events = await stored(broker, 30 + 90);
    for (const [i, { first_seq: first, last_seq: last }] of answers.entries()) {
      expect(events.slice(first - 1, last)).toEqual(Array(counts[i]).fill(`anna T${i} {}`));
    }
  });

  it('[P-HTTP-1] answers after the commit, not before', async () => {
    const { storage, stall } = stallableStorage();
    await using broker = await open({ storage: async () => storage });
    const bearer = await token(broker, A, 'anna');
    await post(broker, bearer, EVENT);
    const release = stall();
    let isAnswered = false;
    const posted = post(broker, bearer, EVENT).finally(() => (isAnswered = true));
    // The broker answers other requests meanwhile.
    for (let i = 0; i < 20; i++) await fetch(`${broker.httpUrl}/readyz`);
    expect(isAnswered).toBe(false);
    release();
    expect(await answer(posted)).toEqual([200, { first_seq: 2, last_seq: 2 }]);
  });

  it('[P-HTTP-2] refuses with 403 after the session has ended', async () => {
    await using broker = await open({ submitSessionMs: 1 });
    const bearer = await token(broker, A, 'anna');
    expect((await post(broker, bearer, EVENT)).status).toBe(200);
    await until(async () => (await post(broker, bearer, EVENT)).status === 403);
    const response = await post(broker, bearer, EVENT);
    expect(response.headers.get('wearwire-refused')).toBe('403');
  });

  it('[P-HTTP-4] accepts a body up to submitBodyBytesMax and refuses a longer one with 413', async () => {
    await using broker = await open();
    const bearer = await token(broker, A, 'anna');
    const line = `{"t":"X","d":{"x":"${'x'.repeat(60_000)}"}}\n`;
    expect((await post(broker, bearer, line.repeat(4), LINES)).status).toBe(200);
    const long = await post(broker, bearer, line.repeat(5), LINES).catch(() => undefined);
    // Node's own client may see the reset of the connection before it has read the answer.
    if (long !== undefined) expect(long.status).toBe(413);
    expect((await post(broker, bearer, EVENT)).status).toBe(200);
    const longId = await token(broker, A, '\u0001'.repeat(256));
    const small = `[${Array(1_000).fill('{"t":"X","d":{}}').join()}]`;
    expect((await post(broker, longId, small)).status).toBe(413);
  });

  it.each([
    [401, { authorization: '' }],
    [401, { authorization: 'Basic YTprOg==' }],
    [403, { authorization: 'Bearer no-such-token' }],
    [415, { 'content-type': 'text/plain' }],
    [415, { 'content-encoding': 'gzip' }],
    [400, { 'idempotency-key': 'k'.repeat(129) }],
  ])('[P-HTTP-1] answers %i to a post with the headers %j', async (status, headers: Headers) => {
    await using broker = await open();
    const response = await post(broker, await token(broker, A, 'anna'), EVENT, headers);
    expect(response.status).toBe(status);
    expect(response.headers.get('wearwire-refused')).toBe(String(status));
  });

  it('[P-HTTP-8] refuses posts from web pages of another origin', async () => {
    await using broker = await open();
    const headers = { origin: 'https://example.com', 'access-control-request-method': 'POST' };
    const preflight = await fetch(`${broker.httpUrl}/submit`, { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(405);
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('[P-HTTP-6] refuses a post over a rate completely, with the time to wait', async () => {
    await using broker = await open({ userSubmitsPerSecond: 1 });
    const bearer = await token(broker, A, 'anna');
    const many = `[${Array(1_000).fill(EVENT).join()}]`;
    for (let i = 0; i < 4; i++) expect((await post(broker, bearer, many)).status).toBe(200);
    const refused = await post(broker, bearer, many);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(800);
    // Of the 4,106 events that burst and grace allow, 106 are left: the refused post was not counted.
    expect((await post(broker, bearer, `[${Array(100).fill(EVENT).join()}]`)).status).toBe(200);
    expect((await post(broker, await token(broker, A, 'ben'), EVENT)).status).toBe(200);
  });

  it('[P-HTTP-7] answers 503 to a post that the log refuses, and stores a repeat with the same key', async () => {
    let isFull = true;
    const storage = interceptAppends((append, observer) => {
      if (isFull) queueMicrotask(() => observer.refused(new LogWriteError('full', false)));
      else append();
    });
    await using broker = await open({ storage: async () => storage });
    const bearer = await token(broker, A, 'anna');
    const key = { 'idempotency-key': 'one' };
    const refused = await post(broker, bearer, EVENT, key);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    isFull = false;
    expect(await answer(post(broker, bearer, EVENT, key))).toEqual([
      200,
      { first_seq: 1, last_seq: 1 },
    ]);
  });

  it('[P-HTTP-5] [P-HTTP-2] recognises a repeat after a restart, in the same session', async () => {
    await using directory = await temporaryDirectory();
    const disk = { store: 'disk', data: directory.path } as const;
    const key = { 'idempotency-key': 'one' };
    const first = await open(disk);
    const bearer = await token(first, A, 'anna');
    expect((await post(first, bearer, EVENT, key)).status).toBe(200);
    await first.close();
    await using second = await open(disk);
    expect(await answer(post(second, bearer, EVENT, key))).toEqual([200, { repeated: true }]);
    expect((await post(second, bearer, `[${EVENT}]`, key)).status).toBe(422);
    expect(await answer(post(second, bearer, EVENT))).toEqual([200, { first_seq: 2, last_seq: 2 }]);
  });
});
