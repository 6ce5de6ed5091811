/** Copies the throughput from the table in docs/benchmarks.md to README.md, so that both pages agree. */
import { readFileSync, writeFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const README = new URL('README.md', root);

/**
 * Returns for example `556 thousand`, read from the first row of the broker on disk: `| **wearwire, disk** |
 * 556 k/s ±11% |`.
 */
export function fanInFigure() {
  const page = readFileSync(new URL('docs/benchmarks.md', root), 'utf8');
  const [, number, unit] = /\| \*\*wearwire, disk\*\* +\| +([\d.]+) ([kM])\/s/.exec(page) ?? [];
  if (number === undefined) throw new Error('docs/benchmarks.md has no row for wearwire, disk');
  return `${number} ${unit === 'k' ? 'thousand' : 'million'}`;
}

export function writeReadmeFigures() {
  const text = readFileSync(README, 'utf8');
  const withFigure = (_, start, end) => `${start}${fanInFigure()}${end}`;
  writeFileSync(README, text.replace(/(<!-- fan-in -->).*(<!-- \/fan-in -->)/, withFigure));
}
