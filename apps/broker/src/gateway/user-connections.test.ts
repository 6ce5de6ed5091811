import { describe, expect, it } from 'vitest';
import { UserConnections } from './user-connections.js';

describe('UserConnections', () => {
  it('[P-ID-16] accepts connections of a user up to the limit, and one more after one has closed', () => {
    const connections = new UserConnections(2);
    expect(connections.enter('a', 'u')).toBe(true);
    expect(connections.enter('a', 'u')).toBe(true);
    expect(connections.enter('a', 'u')).toBe(false);
    expect(connections.enter('b', 'u')).toBe(true);
    connections.leave('a', 'u');
    expect(connections.enter('a', 'u')).toBe(true);
  });

  it('keeps no entry for a user without connections', () => {
    const connections = new UserConnections(0);
    for (let i = 0; i < 1_000; i++) connections.enter('a', `u${i}`);
    for (let i = 0; i < 1_000; i++) connections.leave('a', `u${i}`);
    expect(connections.size).toBe(0);
  });
});
