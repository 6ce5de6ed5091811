/** Packs the published packages as `pnpm publish` does: replaces `workspace:` with versions and adds the licence. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { requirePnpm } from '../setup/pnpm.js';
import { publishable, ROOT } from './publishable.js';
import { each, run } from './run.js';

/**
 * Packs the built packages of this clone, or of a copy at `root`. Returns `{ name, version, folder, file, bytes,
 * files }` for each; `file` is the path of the tarball, `files` the paths in it.
 */
export async function packAll(destination, root = ROOT) {
  const pnpm = requirePnpm();
  return each(publishable(), 2, async ({ folder }) => {
    const args = [...pnpm.args, 'pack', '--json', '--pack-destination', destination];
    const printed = await run(pnpm.command, args, { cwd: join(root, folder) });
    const { name, version, filename: file } = JSON.parse(printed.slice(printed.indexOf('{')));
    return { name, version, folder, file, bytes: statSync(file).size, files: await filesIn(file) };
  });
}

/** Lists the files in the tarball, because pnpm's list lacks the licence that pnpm adds. */
async function filesIn(tarball) {
  const paths = (await run('tar', ['-tzf', tarball])).trim().split('\n');
  return paths.map((path) => path.replace(/^package\//, '')).sort();
}
