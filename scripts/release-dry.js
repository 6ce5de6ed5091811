/**
 * `pnpm release:dry`: prints what a release of this working tree would publish: versions, changes, and tarballs
 * with their files and sizes. Runs `changeset version` and packs each package in a copy of the clone. Changes
 * nothing in the clone and publishes nothing.
 *   --files  List every file
 * Reads the built packages: build first. Needs git.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packAll } from './packages/pack.js';
import { publishable, ROOT, readManifest } from './packages/publishable.js';
import { run } from './packages/run.js';
import { requirePnpm } from './setup/pnpm.js';

/** Copies the clone with its built packages and uncommitted changes. */
async function copyTree(copy) {
  await run('git', ['clone', '--quiet', ROOT, copy]);
  const list = ['ls-files', '-z', '--modified', '--others', '--exclude-standard'];
  const changed = (await run('git', list, { cwd: ROOT })).split('\0').filter(Boolean);
  const built = publishable().map(({ folder }) => `${folder}/dist`);
  for (const path of [...changed, ...built]) {
    rmSync(join(copy, path), { recursive: true, force: true });
    if (!existsSync(join(ROOT, path))) continue;
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
}

async function setVersions(copy) {
  const manifest = import.meta.resolve('@changesets/cli/package.json');
  const changesets = fileURLToPath(new URL('bin.js', manifest));
  await run(process.execPath, [changesets, 'version'], { cwd: copy });
  // pnpm reads the versions of workspace dependencies from the linked packages.
  const pnpm = requirePnpm();
  const flags = ['install', '--offline', '--frozen-lockfile', '--ignore-scripts'];
  await run(pnpm.command, [...pnpm.args, ...flags], { cwd: copy });
}

/** Returns the first section of a changelog without its heading. */
function changesOf(folder, version) {
  const path = join(folder, 'CHANGELOG.md');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const [, section = ''] = text.split(`## ${version}\n`);
  return section.split(/^## /m)[0].trim();
}

/** Returns the number of files in each folder of the package. */
function summaryOf(files) {
  const counts = new Map();
  for (const file of files) {
    const top = file.includes('/') ? `${file.split('/')[0]}/` : file;
    counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  return [...counts]
    .map(([top, count]) => (top.endsWith('/') ? `${top} ${count}` : top))
    .join(', ');
}

function printPackage(copy, { name, version, folder, bytes, files }) {
  const { version: old } = readManifest(join(ROOT, folder));
  const versionText = old === version ? `${version}, unchanged` : `${old} -> ${version}`;
  console.log(`\n${name} ${versionText}: ${files.length} files, ${Math.round(bytes / 1_000)} kB`);
  console.log(`  ${process.argv.includes('--files') ? files.join('\n  ') : summaryOf(files)}`);
  const changes = old === version ? '' : changesOf(join(copy, folder), version);
  if (changes) console.log(changes.replace(/^/gm, '  | '));
}

const folder = mkdtempSync(join(tmpdir(), 'wearwire-release-'));
try {
  const copy = join(folder, 'clone');
  await copyTree(copy);
  await setVersions(copy);
  const tarballs = await packAll(folder, copy);
  for (const tarball of tarballs) printPackage(copy, tarball);
  console.log('\nnothing was published');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
