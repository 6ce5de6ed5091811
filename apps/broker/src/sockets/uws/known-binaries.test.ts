import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { KNOWN_BINARIES } from './known-binaries.js';

const PAGE = new URL('../../../../../docs/adr/0002-uwebsockets-by-uws-pack.md', import.meta.url);

test('the binaries are those that docs/adr/0002 lists', async () => {
  const rows = (await readFile(PAGE, 'utf8')).matchAll(/^\| (\w+) +\| `([0-9a-f]{64})` \|$/gm);
  const listed = Object.fromEntries([...rows].map(([, name, sha256]) => [name, sha256]));
  expect(listed).toEqual(KNOWN_BINARIES);
});
