/** What the whole page weighs on the wire, every file of it, as gzip. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const BYTES_MAX = 80_000;

test('the page weighs at most 80 kB', () => {
  const folder = join(import.meta.dirname, '../dist');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const sizes = files
    .filter((file) => file.endsWith('.gz'))
    .map((file) => statSync(join(folder, file)).size);
  expect(sizes.length).toBeGreaterThan(3);
  expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(BYTES_MAX);
});
