import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { tokenFromUrl } from './token-from-url.js';

const ATTEMPT = {
  attempt: 1,
  reason: { kind: 'start' },
  signal: new AbortController().signal,
} as const;

/** Responds by path and records the requests. */
async function backend(responses: Readonly<Record<string, readonly [number, string]>>) {
  const requests: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    requests.push(url);
    const [status, text] = responses[url.split('?', 1)[0] ?? ''] ?? [404, ''];
    response.writeHead(status).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { base, requests, [Symbol.asyncDispose]: async () => void server.close() };
}

it('requests the token of a user, as text or JSON', async () => {
  await using server = await backend({
    '/json': [200, '{"token":"a"}'],
    '/text/anna%20b': [200, 'b\n'],
  });
  expect(await tokenFromUrl(`${server.base}/json?app=1`)('anna b')(ATTEMPT)).toBe('a');
  expect(await tokenFromUrl(`${server.base}/text/{user}`)('anna b')(ATTEMPT)).toBe('b');
  expect(server.requests).toEqual(['/json?app=1&user=anna+b', '/text/anna%20b']);
});

it('rejects with a retryable error if the response has no token, and throws for an invalid URL', async () => {
  await using server = await backend({ '/html': [200, '<html>'], '/no': [403, ''] });
  for (const path of ['html', 'no', 'nowhere']) {
    const refused = tokenFromUrl(`${server.base}/${path}`)('anna')(ATTEMPT);
    await expect(refused).rejects.toMatchObject({ code: 'token-unreachable', retryable: true });
  }
  expect(() => tokenFromUrl('ftp://host')).toThrow('must be like https://HOST');
});
