/**
 * `pnpm site`: builds the documentation site into site/dist: all Markdown pages and the API reference, with
 * search. Fails on a dead link. Reads the built packages: build first.
 * The site generator is installed in site/ when it is needed; it is not part of the workspace.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './packages/publishable.js';

const SITE = join(ROOT, 'site');
const run = (command, args, cwd) => execFileSync(command, args, { cwd, stdio: 'inherit' });

run(process.execPath, [join(ROOT, 'scripts/api-reference.js'), '--site'], ROOT);
run('pnpm', ['install', '--ignore-workspace', '--frozen-lockfile', '--reporter=silent'], SITE);
run('pnpm', ['--ignore-workspace', 'run', 'build'], SITE);
