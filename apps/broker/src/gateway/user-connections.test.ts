import { describe, expect, it } from 'vitest';
import { UserConnections } from './user-connections.js';

describe('UserConnections', () => {
  it('[P-ID-16] lets in as many connections of a user as may be, and one more when one has left', () => {
    const connections = new UserConnections(2);
    expect(connections.enter('a', 'u')).toBe(true);
    expect(connections.enter('a', 'u')).toBe(true);
    expect(connections.enter('a', 'u')).toBe(false);
    expect(connections.enter('b', 'u')).toBe(true);
    connections.leave('a', 'u');
    expect(connections.enter('a', 'u')).toBe(true);
  });

  it('forgets a user who has no connection', () => {
    const connections = new UserConnections(0);
    for (let i = 0; i < 1_000; i++) connections.enter('a', `u${i}`);
    for (let i = 0; i < 1_000; i++) connections.leave('a', `u${i}`);
    expect(connections.size).toBe(0);
  });
});
