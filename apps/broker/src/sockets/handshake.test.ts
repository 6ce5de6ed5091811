import { expect, test } from 'vitest';
import { handshakeRefusalOf } from './handshake.js';

const VALID = {
  host: 'example.org',
  upgrade: 'WebSocket',
  connection: 'keep-alive, Upgrade',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-version': '13',
};

function refusalOf(headers: Readonly<Record<string, string>>, method = 'GET') {
  return handshakeRefusalOf({
    method,
    header: (name) => headers[name] ?? '',
  });
}

test('accepts a valid handshake', () => {
  expect(refusalOf(VALID)).toBeUndefined();
  expect(refusalOf({ ...VALID, 'content-length': '0' })).toBeUndefined();
});

test.each([
  ['host', '', 400],
  ['host', 'a, b', 400],
  ['upgrade', '', 426],
  ['upgrade', 'h2c', 426],
  ['connection', 'keep-alive', 400],
  ['connection', 'upgraded', 400],
  ['sec-websocket-key', '', 400],
  ['sec-websocket-key', 'MTIzNDU2Nzg5MDEyMzQ1Njc=', 400],
  ['sec-websocket-version', '8', 426],
  ['sec-websocket-version', '13, 8', 426],
  ['content-length', '0, 5', 400],
  ['content-length', 'x', 400],
])('refuses %s: %s with %i', (name, value, status) => {
  expect(refusalOf({ ...VALID, [name]: value })?.status).toBe(status);
});

test('refuses another method, and names the supported version', () => {
  expect(refusalOf(VALID, 'POST')).toMatchObject({ status: 405, headers: { allow: 'GET' } });
  const { headers } = refusalOf({ ...VALID, 'sec-websocket-version': '8' }) ?? {};
  expect(headers).toEqual({ 'sec-websocket-version': '13' });
});
