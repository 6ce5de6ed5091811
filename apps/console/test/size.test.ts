/** Size of the page on the wire with gzip: files loaded on opening, and files loaded later. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const PAGE_BYTES_MAX = 80_000;
/** All decoders and their units, loaded when a sensor is paired. */
const LATER_BYTES_MAX = 50_000;

const folder = join(import.meta.dirname, '../dist');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.gz'),
);
const bytesOf = (some: readonly string[]) =>
  some.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);

/** Files that another file loads by `import()`. */
function isLater(file: string): boolean {
  const scripts = files.filter((one) => one.endsWith('.js.gz') && one !== file);
  const name = file.replace(/^.*\/|\.gz$/g, '');
  const source = (one: string) => readFileSync(join(folder, one.slice(0, -3)), 'utf8');
  return scripts.some((one) => source(one).includes(`import(\`./${name}\`)`));
}

test('the page is at most 80 kB, and pairing a sensor loads at most 50 kB more', () => {
  const later = files.filter(isLater);
  expect(later.map((file) => file.replace(/-.{8}\.js\.gz$/, ''))).toEqual(['assets/paired-device']);
  const atOnce = files.filter((file) => !later.includes(file));
  expect(atOnce.length).toBeGreaterThan(3);
  expect(bytesOf(atOnce)).toBeLessThanOrEqual(PAGE_BYTES_MAX);
  expect(bytesOf(later)).toBeLessThanOrEqual(LATER_BYTES_MAX);
});
