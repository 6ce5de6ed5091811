import { describe, expect, it } from 'vitest';
import { isNatsUrl, serversOf, withoutCredentials } from './servers.js';

describe('the URL of NATS servers', () => {
  it.each([
    ['nats://a:4222', { servers: ['a:4222'], isTls: false }],
    [
      'nats://a:4222,b:4223,[::1]:4224',
      { servers: ['a:4222', 'b:4223', '[::1]:4224'], isTls: false },
    ],
    ['tls://me:p%40ss@a:4222', { servers: ['a:4222'], isTls: true, user: 'me', pass: 'p@ss' }],
    ['nats://s3cret@a/', { servers: ['a'], isTls: false, token: 's3cret' }],
  ])('%s is read', (url, servers) => {
    expect(isNatsUrl(url)).toBe(true);
    expect(serversOf(url)).toEqual(servers);
  });

  it.each(['redis', 'nats://', 'nats://a:4222,', 'http://a:4222', 'nats://a b:1', 'nats://a:x'])(
    '%s is refused',
    (url) => {
      expect(isNatsUrl(url)).toBe(false);
    },
  );

  it('is shown without credentials', () => {
    expect(withoutCredentials('nats://me:secret@a:4222,b:4222')).toBe('nats://a:4222,b:4222');
    expect(withoutCredentials('disk')).toBe('disk');
  });
});
