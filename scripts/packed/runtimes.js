/**
 * The supported JavaScript runtimes: Node 20, 22, 24 and 26 for all packages, Bun and Deno for the clients. Each is
 * `{ name, command, args }`; a script is run by `command ...args script`.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { each, run } from '../packages/run.js';
import { npmCommand } from '../setup/npm.js';
import { COMPILED } from './compile.js';

const NODE_VERSIONS = ['20', '22', '24', '26'];

/** Binary and arguments that run a script, by npm package. */
const OTHERS = {
  [`@oven/bun-linux-${process.arch === 'arm64' ? 'aarch64' : 'x64'}@1.4.5`]: {
    name: 'Bun 1.4.5',
    binary: 'bin/bun',
    args: ['run'],
  },
  [`@deno/linux-${process.arch}-glibc@2.9.6`]: {
    name: 'Deno 2.9.6',
    binary: 'deno',
    args: ['run', '--allow-all'],
  },
};

/** Node in every supported version; npx downloads missing ones to its cache. */
export function findNodes() {
  return each(NODE_VERSIONS, 1, async (version) => {
    const isCurrent = process.versions.node.startsWith(`${version}.`);
    const command = isCurrent ? process.execPath : await fetchNode(version);
    return { name: `Node ${version}`, command, args: [] };
  });
}

async function fetchNode(version) {
  const npx = ['--yes', '--loglevel=error', `--package=node@${version}`];
  const output = await run('npx', [...npx, 'node', '-p', 'process.execPath']);
  return output.trim().split('\n').at(-1);
}

/** Installs the binaries of Bun and Deno from npm in `folder`. On Linux only; elsewhere returns none. */
export async function findOthers(folder) {
  if (process.platform !== 'linux') return [];
  mkdirSync(folder);
  const npm = npmCommand();
  const flags = [
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  await run(npm.command, [...npm.args, 'install', ...flags, ...Object.keys(OTHERS)]);
  return Object.entries(OTHERS).map(([specifier, { name, binary, args }]) => {
    const packageName = specifier.slice(0, specifier.lastIndexOf('@'));
    return { name, command: join(folder, 'node_modules', packageName, binary), args };
  });
}

/** Runs the programs of `test/packed/node` whose name matches, under each runtime; resolves with the number of runs. */
export async function runPrograms(project, runtimes, pattern = /./) {
  const folder = join(project, COMPILED, 'node');
  const programs = readdirSync(folder).filter((name) => name.endsWith('.js') && pattern.test(name));
  const runs = runtimes.flatMap((runtime) => programs.map((name) => [runtime, name]));
  await each(runs, 2, ([{ command, args }, name]) =>
    run(command, [...args, join(folder, name)], { cwd: project }),
  );
  return runs.length;
}
