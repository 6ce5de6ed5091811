import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REFUSAL_HEADER } from '@wearwire/protocol';
import { expect, test } from 'vitest';
import type { TokenAttempt } from './client-options.js';
import { connectUrl, tokenUrl } from './endpoint.js';
import { tokenFromServer } from './token-from-server.js';

const ATTEMPT: TokenAttempt = {
  attempt: 1,
  reason: { kind: 'start' },
  signal: new AbortController().signal,
};
const KEY = 'secret-key-1';

function answering(status: number, body: string, headers: Record<string, string> = {}) {
  const requests: { url: string; init: RequestInit | undefined }[] = [];
  const fetch = (async (url: string, init?: RequestInit) => {
    requests.push({ url, init });
    return new Response(body, { status, headers });
  }) as typeof globalThis.fetch;
  return { requests, fetch };
}

/** An HTTP server on a free port. */
async function listening(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test.each([
  ['ws://h:1', 'ws://h:1/connect', 'http://h:1/auth/developer'],
  ['ws://h:1/connect', 'ws://h:1/connect', 'http://h:1/auth/developer'],
  ['http://h:1/', 'ws://h:1/connect', 'http://h:1/auth/developer'],
  ['https://h/base/', 'wss://h/base/connect', 'https://h/base/auth/developer'],
  ['wss://h/base/connect?x=1', 'wss://h/base/connect?x=1', 'https://h/base/auth/developer'],
])('the URL %s gives %s for connections and %s for tokens', (given, connect, token) => {
  expect(connectUrl(given)).toBe(connect);
  expect(tokenUrl(given)).toBe(token);
});

test.each(['', 'localhost:8080', 'ftp://h', 'ws://user:secret@h'])(
  '%j is not a valid URL of a server',
  (url) => {
    expect(() => connectUrl(url)).toThrow(expect.objectContaining({ code: 'url-invalid' }));
    expect(() => connectUrl(url)).not.toThrow(/secret/);
  },
);

test("requests a user's token, the developer's own, or a monitor's", async () => {
  const { requests, fetch } = answering(200, '{"token":"t-1"}');
  const account = { url: 'ws://h:1/connect', developerId: 'dev-1', apiKey: KEY, fetch };
  expect(await tokenFromServer({ ...account, user: 'a b&c' })(ATTEMPT)).toBe('t-1');
  expect(await tokenFromServer(account)(ATTEMPT)).toBe('t-1');
  expect(await tokenFromServer({ ...account, monitor: true })(ATTEMPT)).toBe('t-1');
  expect(requests.map(({ url }) => url)).toEqual([
    'http://h:1/auth/user?id=a%20b%26c',
    'http://h:1/auth/developer',
    'http://h:1/auth/monitor',
  ]);
  expect(requests[0]?.init).toMatchObject({
    method: 'POST',
    headers: { 'dev-id': 'dev-1', 'x-api-key': KEY },
  });
});

test.each([
  [400, 'token-refused', false, /apiKey and user/],
  [403, 'token-refused', false, /check developerId and apiKey/],
  [404, 'token-refused', false, /check url/],
  [500, 'token-unreachable', true, /HTTP status 500/],
  [429, 'token-unreachable', true, /HTTP status 429/],
])(
  "the broker's own status %i gives the error %s, with retryable: %s",
  async (status, code, retryable, text) => {
    const { fetch } = answering(status, KEY, { [REFUSAL_HEADER]: String(status) });
    const failing = tokenFromServer({ url: 'ws://h', developerId: 'd', apiKey: KEY, fetch })(
      ATTEMPT,
    );
    await expect(failing).rejects.toMatchObject({ code, retryable, status });
    await expect(failing).rejects.toThrow(text);
    await expect(failing).rejects.not.toThrow(KEY);
  },
);

test.each([400, 401, 403, 404, 405])(
  '[P-TOK-11] status %i from an intermediary, such as a sign-in page, gives a retryable error',
  async (status) => {
    for (const headers of [{}, { [REFUSAL_HEADER]: '1' }]) {
      const { fetch } = answering(status, '<html>', headers);
      const get = tokenFromServer({ url: 'ws://h', developerId: 'd', apiKey: KEY, fetch });
      await expect(get(ATTEMPT)).rejects.toMatchObject({
        code: 'token-unreachable',
        retryable: true,
        status,
      });
    }
  },
);

test.each([
  ['7', 7_000],
  ['-7', undefined],
  ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
  ['', undefined],
])('[P-CLI-4] a Retry-After of %j gives a retryAfterMs of %s', async (value, retryAfterMs) => {
  const { fetch } = answering(429, '', { 'retry-after': value });
  const get = tokenFromServer({ url: 'ws://h', developerId: 'd', apiKey: KEY, fetch });
  await expect(get(ATTEMPT)).rejects.toMatchObject({ retryable: true, status: 429, retryAfterMs });
});

test('the key is not sent to the target of a redirect, neither on another host nor on the same one', async () => {
  const receivedKeys: (string | undefined)[] = [];
  await using other = await listening((request, response) => {
    receivedKeys.push(request.headers['x-api-key'] as string | undefined);
    response.end('{"token":"stolen"}');
  });
  let status = 0;
  await using first = await listening((_request, response) => {
    response.writeHead(status, { location: `${other.url}/auth/developer` }).end();
  });
  for (status of [301, 302, 303, 307, 308]) {
    const get = tokenFromServer({ url: first.url, developerId: 'd', apiKey: KEY });
    const failing = get({ ...ATTEMPT, signal: new AbortController().signal });
    await expect(failing).rejects.toMatchObject({ code: 'token-unreachable', retryable: true });
    await expect(failing).rejects.toThrow('redirect');
  }
  expect(receivedKeys).toEqual([]);
});

test.each(['no json', '[]', '{"token":7}', 'null'])(
  'the response %j, which contains no token, is a retryable error',
  async (body) => {
    const { fetch } = answering(200, body);
    const failing = tokenFromServer({ url: 'ws://h', developerId: 'd', apiKey: KEY, fetch })(
      ATTEMPT,
    );
    await expect(failing).rejects.toMatchObject({ code: 'token-unreachable', retryable: true });
  },
);

test('a key that a header cannot contain is refused, and is not in the error', () => {
  const create = () => tokenFromServer({ url: 'ws://h', developerId: 'd', apiKey: `${KEY}\n` });
  expect(create).toThrow(expect.objectContaining({ code: 'option-invalid' }));
  expect(create).not.toThrow(KEY);
});

test('a server that cannot be reached is a retryable error that names its host', async () => {
  const cause = new TypeError('fetch failed');
  const fetch = () => Promise.reject(cause);
  const failing = tokenFromServer({ url: 'ws://h', developerId: 'd', apiKey: KEY, fetch })(ATTEMPT);
  await expect(failing).rejects.toMatchObject({
    code: 'token-unreachable',
    retryable: true,
    message: 'the token endpoint at h could not be reached',
    cause,
  });
});
