/**
 * `pnpm site`: builds the documentation site in site/dist: all Markdown pages and the API reference, with search.
 * Fails on a dead link. Reads the built packages: build first.
 * Installs the site generator in site/, which is not part of the workspace.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './packages/publishable.js';

const SITE = join(ROOT, 'site');

/** Runs a command; exits with its status if it fails. */
function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

run(process.execPath, [join(ROOT, 'scripts/api-reference.js'), '--site'], ROOT);
run('pnpm', ['install', '--ignore-workspace', '--frozen-lockfile', '--reporter=silent'], SITE);
run('pnpm', ['--ignore-workspace', 'run', 'build'], SITE);
