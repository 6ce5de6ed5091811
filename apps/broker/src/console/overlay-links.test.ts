import { expect, it } from 'vitest';
import { OverlayLinks } from './overlay-links.js';

function linksAt(clock: { nowMs: number }, linksMax = 2): OverlayLinks {
  return new OverlayLinks({ linksMax, monotonicMs: () => clock.nowMs });
}

it('a link gives access to its user until it expires', () => {
  const clock = { nowMs: 0 };
  const links = linksAt(clock);
  const secret = links.issue('a', 'anna', 1_000) ?? '';
  expect(links.lookup(secret)).toMatchObject({ developerId: 'a', userId: 'anna' });
  expect(links.lookup('guess')).toBeUndefined();
  clock.nowMs = 999;
  expect(links.lookup(secret)).toBeDefined();
  clock.nowMs = 1_000;
  expect(links.lookup(secret)).toBeUndefined();
  expect(links.list('a')).toEqual([]);
});

it('a link can be revoked only by its developer; the id used for that gives no access', () => {
  const links = linksAt({ nowMs: 0 });
  const secret = links.issue('a', 'anna', 1_000) ?? '';
  const { id } = links.lookup(secret) ?? { id: '' };
  expect(links.lookup(id)).toBeUndefined();
  expect(links.revoke('b', id)).toBe(false);
  expect(links.lookup(secret)).toBeDefined();
  expect(links.revoke('a', id)).toBe(true);
  expect(links.revoke('a', id)).toBe(false);
  expect(links.lookup(secret)).toBeUndefined();
});

it('limits the links of each developer, regardless of other developers', () => {
  const clock = { nowMs: 0 };
  const links = linksAt(clock);
  links.issue('a', 'anna', 1_000);
  links.issue('a', 'ben', 5_000);
  expect(links.issue('a', 'cleo', 1_000)).toBeUndefined();
  expect(links.issue('b', 'anna', 1_000)).toBeDefined();
  clock.nowMs = 1_000;
  expect(links.issue('a', 'cleo', 1_000)).toBeDefined();
  expect(links.list('a').map(({ userId }) => userId)).toEqual(['ben', 'cleo']);
});
