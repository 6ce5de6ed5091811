/**
 * `pnpm coverage`: writes the coverage tables into the README. `--check` writes nothing and exits with 1
 * if they are out of date.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { catalog } from '../dist/catalog.js';
import { decoders, findDecoder } from '../dist/registry.js';
import { coverage, vectorCounter, withCoverage } from './coverage-table.js';
import { bytesOf, readCases } from './vector-match.js';

const ROOT = resolve(import.meta.dirname, '..');
const README = join(ROOT, 'README.md');
const VECTORS = join(ROOT, 'vectors');

const cases = readdirSync(VECTORS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readCases(readFileSync(join(VECTORS, name), 'utf8')));
const text = readFileSync(README, 'utf8');
const count = vectorCounter(decoders, findDecoder, cases, bytesOf);
const updated = withCoverage(text, coverage(catalog, count));

if (!process.argv.includes('--check')) writeFileSync(README, updated);
else if (updated !== text) {
  console.error('the coverage tables of README.md are out of date; run "pnpm coverage"');
  process.exitCode = 1;
}
