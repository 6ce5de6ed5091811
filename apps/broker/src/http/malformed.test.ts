import { describe, expect, it } from 'vitest';
import { malformedReply } from './malformed.js';

describe('malformedReply', () => {
  it.each([
    ['two lengths', { 'content-length': '1, 2' }, 400],
    ['the same length twice', { 'content-length': '1, 1' }, undefined],
    ['an unknown coding', { 'transfer-encoding': 'xchunked' }, 400],
    ['two codings', { 'transfer-encoding': 'gzip, chunked' }, 400],
    ['chunked', { 'transfer-encoding': 'Chunked' }, undefined],
    ['two hosts', { host: 'a, b' }, 400],
    ['one host and length', { host: 'a', 'content-length': '3' }, undefined],
  ])('%s: the headers %j are answered with %s', (_, headers, status) => {
    const reply = malformedReply({
      header: (name) => (headers as Record<string, string>)[name] ?? '',
    });
    expect(reply?.status).toBe(status);
    expect(reply?.closes ?? false).toBe(status !== undefined);
  });
});
