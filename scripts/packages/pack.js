/** Packs what is published, as `pnpm publish` would: `workspace:` becomes a version, the licence is put in. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pnpmCommand } from './pnpm-command.js';
import { publishable, ROOT } from './publishable.js';
import { each, run } from './run.js';

/**
 * Of this clone or a copy of it, built. Each as `{ name, version, folder, file, bytes, files }`; `file` is the
 * tarball's path, `files` what is in it.
 */
export async function packAll(destination, root = ROOT) {
  const pnpm = pnpmCommand();
  return each(publishable(), 2, async ({ folder }) => {
    const args = [...pnpm.args, 'pack', '--json', '--pack-destination', destination];
    const printed = await run(pnpm.command, args, { cwd: join(root, folder) });
    const { name, version, filename: file } = JSON.parse(printed.slice(printed.indexOf('{')));
    return { name, version, folder, file, bytes: statSync(file).size, files: await filesIn(file) };
  });
}

/** Listed from the tarball: pnpm's own list leaves out the licence that it puts in. */
async function filesIn(tarball) {
  const paths = (await run('tar', ['-tzf', tarball])).trim().split('\n');
  return paths.map((path) => path.replace(/^package\//, '')).sort();
}
