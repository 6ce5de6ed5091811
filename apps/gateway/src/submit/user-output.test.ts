import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { journalPath } from './user-output.js';

test('every user id has a separate journal, with a name that all file systems accept', () => {
  const long = 'é'.repeat(120);
  const users = ['anna', 'Anna', 'x416e6e61', '../anna', `${long}1`, `${long}2`, 'a'.repeat(64)];
  const names = users.map((user) => basename(journalPath('/data', user)));
  // Some file systems ignore case.
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(users.length);
  for (const name of names) expect(name).toMatch(/^[a-z0-9_-]{1,65}\.journal$/);
});
