/**
 * Writes the tables of docs/benchmarks.md and the figure in README.md from the result file of `wearwire bench
 * suite --out FILE`. Reads the built packages: build first.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { formatMarkdown } from '../apps/bench/dist/report/markdown.js';
import { withTable } from './markdown-table.js';
import { writeReadmeFigures } from './readme-figures.js';

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error(
    'usage: node scripts/benchmark-page.js FILE (the output of wearwire bench suite --out FILE)',
  );
  process.exit(2);
}
const page = new URL('../docs/benchmarks.md', import.meta.url);
const tables = formatMarkdown(JSON.parse(readFileSync(file, 'utf8')));
writeFileSync(page, withTable(readFileSync(page, 'utf8'), 'figures', tables));
writeReadmeFigures();
