/** Packs what is published, as `pnpm publish` would: `workspace:` becomes a version, the licence is put in. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { findPnpm } from '../setup/pnpm.js';
import { publishable, ROOT, readManifest } from './publishable.js';
import { each, run } from './run.js';

/** Needs the built packages. Each as `{ name, version, folder, file, bytes, files }`; `file` is the tarball's path. */
export function packAll(destination) {
  const version = readManifest(ROOT).packageManager.split('@')[1].split('+')[0];
  const pnpm = findPnpm(ROOT, version);
  if (pnpm === undefined) throw new Error('pnpm is not here yet: run node scripts/setup.js first');
  return each(publishable(), 2, async ({ folder }) => {
    const args = [...pnpm.args, 'pack', '--json', '--pack-destination', destination];
    const printed = await run(pnpm.command, args, { cwd: join(ROOT, folder) });
    const { name, version, filename: file } = JSON.parse(printed.slice(printed.indexOf('{')));
    return { name, version, folder, file, bytes: statSync(file).size, files: await filesIn(file) };
  });
}

/** Listed from the tarball: pnpm's own list leaves out the licence that it puts in. */
async function filesIn(tarball) {
  const paths = (await run('tar', ['-tzf', tarball])).trim().split('\n');
  return paths.map((path) => path.replace(/^package\//, ''));
}
