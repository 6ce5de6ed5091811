/** The packed command line, through npx in an empty folder, as a newcomer calls it. */
import { mkdirSync, readdirSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { run } from '../packages/run.js';

/** `npx wearwire …` for a package that lies in `project`; the folder where it is called is another one. */
export function npxWearwire(project, args) {
  return ['--no-install', '--loglevel=error', '--prefix', project, 'wearwire', ...args];
}

/** The version and the demo under each Node. */
export async function checkCommandLine(project, empty, version, nodes) {
  mkdirSync(empty);
  for (const node of nodes) {
    const wearwire = (...args) =>
      run('npx', npxWearwire(project, args), { cwd: empty, env: environmentOf(node) });
    expectMatch(
      (await wearwire('--version')).trim(),
      new RegExp(`^${version.replaceAll('.', '\\.')}$`),
    );
    const shown = await wearwire('demo', '--duration', '5s');
    expectMatch(shown, /^users +4: rider [1-9]\d*, ada [1-9]\d*, ben [1-9]\d*, cleo [1-9]\d*$/m);
    expectMatch(shown, /^all seq contiguous +yes: 1 to \d+$/m);
  }
  const left = readdirSync(empty);
  if (left.length > 0) throw new Error(`the demo leaves ${left.join(', ')} behind`);
}

/** With this Node first on the PATH. */
export function environmentOf({ command }) {
  return { ...process.env, PATH: [dirname(command), process.env.PATH].join(delimiter) };
}

function expectMatch(text, pattern) {
  if (!pattern.test(text)) throw new Error(`nothing matches ${pattern} in\n${text}`);
}
