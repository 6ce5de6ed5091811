/**
 * `pnpm reference`: writes docs/api from the docstrings of what the packages export, a page for each package.
 * With --check it compares and changes nothing. Reads the built packages: build first.
 * Exit 1: an exported name has no docstring, or with --check a page is not what it would be.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { publishable, ROOT } from './packages/publishable.js';
import { exportsOf } from './reference/exports.js';
import { pageOf } from './reference/page.js';

const FOLDER = join(ROOT, 'docs/api');
const isCheck = process.argv.includes('--check');

/** File name to text, and a line for each name without a docstring. */
function generate() {
  const pages = new Map();
  const missing = new Set();
  for (const one of publishable()) {
    const entries = exportsOf(one);
    pages.set(`${basename(one.folder)}.md`, pageOf(one, entries));
    for (const { name, doc, file } of entries.flatMap(({ names }) => names)) {
      if (!doc) missing.add(`${file}: ${name} has no docstring`);
    }
  }
  return { pages, missing };
}

function present() {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  return new Map(files.map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]));
}

const { pages, missing } = generate();
const old = present();
const stale = [...new Set([...pages.keys(), ...old.keys()])].filter(
  (file) => pages.get(file) !== old.get(file),
);
for (const line of missing) console.error(line);
if (missing.size > 0) process.exitCode = 1;

if (isCheck) {
  for (const file of stale) console.error(`docs/api/${file} is out of date: run pnpm reference`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  mkdirSync(FOLDER, { recursive: true });
  for (const file of stale) {
    if (pages.has(file)) writeFileSync(join(FOLDER, file), pages.get(file));
    else rmSync(join(FOLDER, file));
  }
}
if (process.exitCode !== 1)
  console.log(`${pages.size} pages of docs/api, every name has a docstring`);
