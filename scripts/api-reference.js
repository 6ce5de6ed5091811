/**
 * `pnpm reference`: writes api-report.md of each published package, with the declarations of all exports. The
 * reports are committed, so that a review shows each change of the public API.
 *   --check  Compare the reports without writing them
 *   --site   Write the API reference of the documentation site, with docstrings, to docs/api (not committed)
 * Reads the built packages: build first. Exits with 1 if an export has no docstring or a report is out of date.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { updateFile } from './generated-file.js';
import { publishable, ROOT } from './packages/publishable.js';
import { exportsOf } from './reference/exports.js';
import { indexPage, linksOf, pageOf } from './reference/page.js';
import { reportOf } from './reference/report.js';

const packages = publishable().map((one) => ({ ...one, entries: exportsOf(one) }));

function checkDocstrings() {
  const names = packages.flatMap(({ entries }) => entries.flatMap((entry) => entry.names));
  const missing = new Set(
    names.filter(({ doc }) => !doc).map(({ name, file }) => `${file}: ${name}`),
  );
  for (const name of missing) console.error(`${name} has no docstring`);
  if (missing.size > 0) process.exitCode = 1;
}

function writeSite() {
  const folder = join(ROOT, 'docs/api');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const links = linksOf(packages);
  for (const one of packages) {
    writeFileSync(join(folder, `${basename(one.folder)}.md`), pageOf(one, links));
  }
  writeFileSync(join(folder, 'index.md'), indexPage(packages));
  console.log(`${packages.length + 1} pages in docs/api`);
}

function updateReports() {
  for (const one of packages) {
    updateFile(`${one.folder}/api-report.md`, reportOf(one), 'pnpm reference');
  }
  if (process.exitCode !== 1)
    console.log(`${packages.length} API reports up to date; every export has a docstring`);
}

checkDocstrings();
if (process.argv.includes('--site')) writeSite();
else updateReports();
