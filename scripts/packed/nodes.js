/** The Node versions that the packages promise, and the programs under each. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { each, run } from '../packages/run.js';
import { COMPILED } from './compile.js';

const VERSIONS = ['20', '22', '24', '26'];

/** Where each is, as `{ version, program }`; npx fetches them once, into its cache. */
export function findNodes() {
  return each(VERSIONS, 1, async (version) => {
    const isOwn = process.versions.node.startsWith(`${version}.`);
    const program = isOwn ? process.execPath : await fetchNode(version);
    return { version, program };
  });
}

async function fetchNode(version) {
  const npx = ['--yes', '--loglevel=error', `--package=node@${version}`];
  const output = await run('npx', [...npx, 'node', '-p', 'process.execPath']);
  return output.trim().split('\n').at(-1);
}

/** Runs every program under every version, and resolves with how many runs that were. Two at a time. */
export async function runPrograms(folder, nodes) {
  const programs = readdirSync(join(folder, COMPILED, 'node')).filter((name) =>
    name.endsWith('.js'),
  );
  const runs = nodes.flatMap(({ program }) => programs.map((name) => [program, name]));
  await each(runs, 2, ([program, name]) =>
    run(program, [join(folder, COMPILED, 'node', name)], { cwd: folder }),
  );
  return runs.length;
}
