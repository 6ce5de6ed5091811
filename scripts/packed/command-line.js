/** Tests the packed command line with npx in an empty folder, as a new user calls it. */
import { mkdirSync, readdirSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { run } from '../packages/run.js';

/** Arguments of npx that run the wearwire installed in `project` from another folder. */
export function npxWearwire(project, args) {
  return ['--no-install', '--loglevel=error', '--prefix', project, 'wearwire', ...args];
}

/** Runs `--version` and `demo` in the new folder `empty` under each Node version; rejects on unexpected output. */
export async function checkCommandLine(project, empty, version, nodes) {
  mkdirSync(empty);
  for (const node of nodes) {
    const wearwire = (...args) =>
      run('npx', npxWearwire(project, args), { cwd: empty, env: environmentOf(node) });
    expectMatch(
      (await wearwire('--version')).trim(),
      new RegExp(`^${version.replaceAll('.', '\\.')}$`),
    );
    const output = await wearwire('demo', '--duration', '5s');
    expectMatch(output, /^users +4: rider [1-9]\d*, ada [1-9]\d*, ben [1-9]\d*, cleo [1-9]\d*$/m);
    expectMatch(output, /^all seq contiguous +yes: 1 to \d+$/m);
  }
  const remaining = readdirSync(empty);
  if (remaining.length > 0) throw new Error(`the demo left files: ${remaining.join(', ')}`);
}

/** The environment with this Node first on the PATH. */
export function environmentOf({ command }) {
  return { ...process.env, PATH: [dirname(command), process.env.PATH].join(delimiter) };
}

function expectMatch(text, pattern) {
  if (!pattern.test(text)) throw new Error(`no match of ${pattern} in\n${text}`);
}
