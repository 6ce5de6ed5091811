import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../http/http.js';
import { isOwnOrigin, mayUseConsole } from './console-access.js';

function from(address: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return {
    method: 'GET',
    path: '/',
    address,
    query: undefined,
    header: (name) => headers[name] ?? '',
    body: new Uint8Array(0),
  };
}

describe('the console', () => {
  it.each([
    ['127.0.0.1', 'localhost:8080', true],
    ['127.0.0.1', '127.0.0.1:8080', true],
    ['::1', '[::1]:8080', true],
    ['127.0.0.1', 'LOCALHOST', true],
    ['192.0.2.1', 'localhost:8080', false],
    ['127.0.0.1', 'evil.example:8080', false],
    ['127.0.0.1', '127.0.0.1.evil.example', false],
    ['127.0.0.1', '', false],
    ['', 'localhost', false],
  ])(
    'if loopback, serves a client at %s that requests the host %s: %s',
    (address, host, isAllowed) => {
      expect(mayUseConsole('loopback', from(address, { host }))).toBe(isAllowed);
    },
  );

  it('if on, serves every client; if off, none', () => {
    expect(mayUseConsole('on', from('192.0.2.1', { host: 'broker.example' }))).toBe(true);
    expect(mayUseConsole('off', from('127.0.0.1', { host: 'localhost' }))).toBe(false);
  });
});

it.each([
  ['', 'a:1', true],
  ['http://a:1', 'a:1', true],
  ['https://broker.example', 'broker.example', true],
  ['http://a:2', 'a:1', false],
  ['https://evil.example', 'broker.example', false],
  ['null', 'a:1', false],
  ['http://a:1', '', false],
])('the origin %j is that of the host %j: %s', (origin, host, isOwn) => {
  expect(isOwnOrigin(from('127.0.0.1', { origin, host }))).toBe(isOwn);
});
