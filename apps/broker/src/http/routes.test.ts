import { describe, expect, it } from 'vitest';
import { Developers } from '../auth/developers.js';
import { Tokens } from '../auth/tokens.js';
import { createMemoryStorage } from '../storage/memory/memory-storage.js';
import type { HttpReply } from './http.js';
import { createRoutes } from './routes.js';

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const GOOD = { 'dev-id': 'a', 'x-api-key': 'k:with:colons' };

async function call({ method = 'POST', path = '/auth/developer', headers = {} }: Call) {
  const storage = createMemoryStorage({ retentionMs: 1_000, now: () => 0 });
  const developers = await Developers.load(storage.developers, [{ id: 'a', key: 'k:with:colons' }]);
  const tokens = new Tokens(storage.tokens, {
    tokenLifetimeMs: 1_000,
    reusableTokens: false,
    now: () => 0,
  });
  const routes = createRoutes({
    developers,
    tokens,
    rates: {
      ofAddress: undefined,
      ofDeveloper: undefined,
      monotonicMs: () => 0,
      limited: () => {},
    },
    knownUsers: undefined,
    userIdBytesMax: 16,
    isReady: () => true,
  });
  const url = new URL(path, 'http://host');
  const reply: HttpReply = await routes({
    method,
    path: url.pathname,
    address: '127.0.0.1',
    query: url.searchParams,
    header: (name) => headers[name] ?? '',
  });
  return reply;
}

function basic(text: string): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(text).toString('base64')}` };
}

describe('token endpoints', () => {
  it.each([
    ['headers', { headers: GOOD }],
    ['HTTP Basic', { headers: basic('a:k:with:colons') }],
    ['a user id', { headers: GOOD, path: '/auth/user?id=u%20%C3%A9' }],
  ])('[P-TOK-1] [P-TOK-2] gives a token to %s', async (_, request: Call) => {
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
    ['Basic that is no base64', { headers: { authorization: 'Basic %%%' } }],
    ['another scheme', { headers: { authorization: 'Bearer abc' } }],
    ['no user id', { headers: GOOD, path: '/auth/user' }],
    ['an empty user id', { headers: GOOD, path: '/auth/user?id=' }],
    ['a long user id', { headers: GOOD, path: `/auth/user?id=${'é'.repeat(9)}` }],
  ])('[P-TOK-3] answers 400 to %s', async (_, request: Call) => {
    expect((await call(request)).status).toBe(400);
  });

  it('[P-TOK-3] answers 403 alike to a wrong key, an unknown developer and a name of the language', async () => {
    const answers = await Promise.all(
      [
        { ...GOOD, 'x-api-key': 'wrong' },
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
    [{ path: '/livez', method: 'POST' }, 405],
    [{ path: '/connect', method: 'GET' }, 426],
  ])('[P-TOK-4] answers %j with %i', async (request, status) => {
    expect((await call(request)).status).toBe(status);
  });
});
