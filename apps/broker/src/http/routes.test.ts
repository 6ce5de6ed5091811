import { describe, expect, it } from 'vitest';
import { Developers } from '../auth/developers.js';
import { Tokens } from '../auth/tokens.js';
import { Allowances } from '../limits/allowances.js';
import { createLogger } from '../observability/logger.js';
import { Stats } from '../observability/stats.js';
import { createMemoryStorage } from '../storage/memory/memory-storage.js';
import type { StorageState } from '../storage/ports.js';
import type { HttpReply } from './http.js';
import { createRoutes } from './routes.js';
import type { TokenRates } from './token-rates.js';

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly address?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const VALID = { 'dev-id': 'a', 'x-api-key': 'k:with:colons' };

async function call(request: Call): Promise<HttpReply> {
  return (await server())(request);
}

/** A broker's routes, which answer many calls. */
async function server(rates: Partial<TokenRates> = {}, storageState: StorageState = 'working') {
  const storage = createMemoryStorage({ retentionMs: 1_000, now: () => 0 }, createLogger('silent'));
  const developers = await Developers.load(storage.developers, [{ id: 'a', key: 'k:with:colons' }]);
  const tokens = new Tokens(storage.tokens, {
    tokenLifetimeMs: 1_000,
    reusableTokens: false,
    now: () => 0,
    monotonicMs: () => 0,
  });
  const routes = createRoutes({
    developers,
    tokens,
    rates: { ...NO_RATES, ...rates },
    logger: createLogger('silent'),
    stats: new Stats(),
    sessions: undefined,
    consoleRoutesFor: () => undefined,
    knownUsers: undefined,
    userIdBytesMax: 16,
    sockets: 'ws 8',
    submit: () => ({ status: 200, body: {} }),
    isReady: () => true,
    storageState: () => storageState,
  });
  return async (request: Call): Promise<HttpReply> => {
    const {
      method = 'POST',
      path = '/auth/developer',
      headers = {},
      address = '192.0.2.1',
    } = request;
    const url = new URL(path, 'http://host');
    return routes({
      method,
      path: url.pathname,
      address,
      query: url.searchParams,
      header: (name) => headers[name] ?? '',
      body: new Uint8Array(0),
    });
  };
}

const NO_RATES: TokenRates = {
  ofAddress: undefined,
  ofDeveloper: undefined,
  monotonicMs: () => 0,
  limited: () => {},
};

function basic(text: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

describe('token endpoints', () => {
  it.each([
    ['credentials in headers', { headers: VALID }],
    ['credentials in HTTP Basic', { headers: basic('a:k:with:colons') }],
    ['a user id', { headers: VALID, path: '/auth/user?id=u%20%C3%A9' }],
  ])('[P-TOK-1] [P-TOK-2] returns a token for a request with %s', async (_, request: Call) => {
    const { status, body } = await call(request);
    expect(status).toBe(200);
    expect(body).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it.each([
    ['no headers', {}],
    ['no key', { headers: { 'dev-id': 'a' } }],
    ['no id', { headers: { 'x-api-key': 'k' } }],
    ['Basic without a colon', { headers: basic('a') }],
    ['Basic without a key', { headers: basic('a:') }],
    ['Basic that is not base64', { headers: { authorization: 'Basic %%%' } }],
    ['another scheme', { headers: { authorization: 'Bearer abc' } }],
    ['no user id', { headers: VALID, path: '/auth/user' }],
    ['an empty user id', { headers: VALID, path: '/auth/user?id=' }],
    ['a long user id', { headers: VALID, path: `/auth/user?id=${'é'.repeat(9)}` }],
  ])('[P-TOK-3] answers 400 to %s', async (_, request: Call) => {
    expect((await call(request)).status).toBe(400);
  });

  it('[P-TOK-3] answers 403 with the same body for a wrong key, an unknown developer and a name such as __proto__', async () => {
    const answers = await Promise.all(
      [
        { ...VALID, 'x-api-key': 'wrong' },
        { 'dev-id': 'b', 'x-api-key': 'k:with:colons' },
        { 'dev-id': '__proto__', 'x-api-key': 'x' },
        { 'dev-id': 'x'.repeat(1_000), 'x-api-key': 'x' },
      ].map((headers) => call({ headers })),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.status).toBe(403);
  });

  it.each([
    [{ path: '/' }, 404],
    [{ path: '/auth' }, 404],
    [{ path: '/constructor' }, 404],
    [{ path: '/auth/developer', method: 'GET' }, 405],
    [{ path: '/auth/user?id=u', method: 'PUT' }, 405],
    [{ path: '/auth/user?id=u', method: 'constructor' }, 405],
    [{ path: '/livez', method: 'GET' }, 200],
    [{ path: '/readyz', method: 'HEAD' }, 200],
    [{ path: '/submit', method: 'GET' }, 405],
    [{ path: '/submit', method: 'OPTIONS' }, 405],
    [{ path: '/livez', method: 'POST' }, 405],
    [{ path: '/connect', method: 'GET' }, 426],
  ])('[P-TOK-4] answers %j with %i', async (request, status) => {
    expect((await call(request)).status).toBe(status);
  });

  it.each([
    ['working', 200, 200],
    ['refusing', 503, 200],
    ['failed', 503, 503],
  ] as const)(
    'with a storage that is %s, answers %i on /readyz and %i on /livez',
    async (state, ready, live) => {
      const ask = await server({}, state);
      expect((await ask({ path: '/readyz', method: 'GET' })).status).toBe(ready);
      expect((await ask({ path: '/livez', method: 'GET' })).status).toBe(live);
    },
  );

  it('[P-MON-1] issues tokens for monitors', async () => {
    const { status, body } = await call({ path: '/auth/monitor', headers: VALID });
    expect(status).toBe(200);
    expect(body).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/) });
    expect((await call({ path: '/auth/monitor' })).status).toBe(400);
  });
});

describe('rates of token requests', () => {
  const rate = { perSecond: 2, burstMs: 1_000, graceMs: 0 };
  const WRONG = { ...VALID, 'x-api-key': 'wrong' };

  it('[P-LIM-2] answers 429 above the rate of a developer, for every kind of token, with the time to wait', async () => {
    let nowMs = 0;
    const limited: string[] = [];
    const ask = await server({
      ofDeveloper: new Allowances(rate),
      monotonicMs: () => nowMs,
      limited: (limit) => limited.push(limit),
    });
    expect((await ask({ headers: VALID })).status).toBe(200);
    expect((await ask({ path: '/auth/user?id=u', headers: VALID })).status).toBe(200);
    const refused = await ask({ path: '/auth/monitor', headers: VALID, address: '192.0.2.2' });
    expect(refused).toEqual({
      status: 429,
      headers: { 'retry-after': '1' },
      body: { error: 'the limit developerTokensPerSecond was exceeded' },
    });
    expect(limited).toEqual(['developerTokensPerSecond']);
    nowMs = 500;
    expect((await ask({ headers: VALID })).status).toBe(200);
  });

  it('[P-LIM-2] does not count requests with a wrong key against the rate of the developer', async () => {
    const ask = await server({ ofDeveloper: new Allowances(rate) });
    for (let i = 0; i < 9; i++) expect((await ask({ headers: WRONG })).status).toBe(403);
    expect((await ask({ headers: VALID })).status).toBe(200);
  });

  it('[P-LIM-2] counts every request from an address, separately for each address', async () => {
    const ask = await server({ ofAddress: new Allowances(rate) });
    const statuses = [];
    for (const headers of [WRONG, {}, VALID]) statuses.push((await ask({ headers })).status);
    expect(statuses).toEqual([403, 400, 429]);
    expect((await ask({ headers: VALID, address: '192.0.2.2' })).status).toBe(200);
  });
});

it('[P-TOK-11] every refusal has the header that identifies the broker', async () => {
  const refusals = [
    { path: '/auth/developer' },
    { headers: { 'dev-id': 'a', 'x-api-key': 'wrong' } },
    { headers: VALID, path: '/auth/user' },
    { path: '/auth/nobody' },
    { method: 'GET' },
  ];
  for (const refusal of refusals) {
    const { status, headers } = await call(refusal);
    expect(headers?.['wearwire-refused']).toBe(String(status));
  }
  expect((await call({ headers: VALID })).headers).toBeUndefined();
});
