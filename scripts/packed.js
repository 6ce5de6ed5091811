/**
 * `pnpm test:packed`: tests the published packages as a user installs them. Packs them, installs the tarballs in an
 * empty project outside of the workspace, and then
 *
 *   compiles programs for every entry point and the code of the READMEs with TypeScript 5.4, 5.9, 6 and 7
 *   ─► runs them under Node 20, 22, 24 and 26, those of the clients under Bun and Deno too
 *   ─► bundles them for browsers with Vite ─► runs `npx wearwire demo` in an empty folder
 *   ─► runs the READMEs' code against `npx wearwire serve` on each runtime
 *
 *   --keep  Keep the project and print its path
 * Reads the built packages: build first. Exits with 1 if a step fails, and prints its output.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from './packages/pack.js';
import { entryPoints, publishable, ROOT } from './packages/publishable.js';
import { run } from './packages/run.js';
import { step } from './packages/step.js';
import { checkCommandLine } from './packed/command-line.js';
import { compileAll } from './packed/compile.js';
import { createProject } from './packed/project.js';
import { runReadmes } from './packed/readme.js';
import { readmePrograms } from './packed/readme-blocks.js';
import { findNodes, findOthers, runPrograms } from './packed/runtimes.js';

/** Programs that Bun and Deno run as well. */
const CLIENTS = /^(client-|ble-parsers|protocol|root-)/;

/** Checks that a program in test/packed imports every entry point, so that new ones are tested too. */
function checkPrograms() {
  const folder = join(ROOT, 'test/packed');
  const programs = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts'));
  const code = programs.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const entries = publishable().flatMap(({ manifest }) => entryPoints(manifest));
  const missing = entries.filter((entry) => !code.includes(`from '${entry}'`));
  if (missing.length > 0)
    throw new Error(`no program in test/packed imports ${missing.join(', ')}`);
  return `${entries.length} entry points`;
}

/** Packs the packages, installs them in the project, and compiles its programs; returns the tarballs. */
async function prepare(folder, project, programs) {
  let tarballs = [];
  await step('programs', checkPrograms);
  await step('pack', async () => {
    mkdirSync(join(folder, 'tarballs'));
    tarballs = await packAll(join(folder, 'tarballs'));
    return `${tarballs.length} tarballs`;
  });
  await step('install', async () => {
    await createProject(project, tarballs, programs);
    return 'with npm, in an empty project';
  });
  await step('compile', async () => `${await compileAll(project)} compilations`);
  return tarballs;
}

/** Runs the compiled programs on each runtime, in a browser bundle and by npx. */
async function runAll(folder, project, programs, tarballs) {
  let nodes = [];
  let others = [];
  await step('runtimes', async () => {
    nodes = await findNodes();
    others = await findOthers(join(folder, 'runtimes'));
    return [...nodes, ...others].map(({ name }) => name).join(', ');
  });
  await step('run', async () => {
    const clients = await runPrograms(project, others, CLIENTS);
    return `${(await runPrograms(project, nodes)) + clients} runs`;
  });
  await step('browser bundles, bytes', () => bundles(project));
  await step('command line', async () => {
    const { version } = tarballs.find(({ name }) => name === 'wearwire');
    await checkCommandLine(project, join(folder, 'empty'), version, nodes);
    return 'version and demo with npx';
  });
  await step('READMEs', async () => {
    const empty = join(folder, 'empty');
    const names = Object.keys(programs);
    for (const node of nodes) await runReadmes(project, empty, names, node, node);
    const clients = names.filter((name) => CLIENTS.test(name));
    for (const other of others) await runReadmes(project, empty, clients, nodes[0], other);
    return `${names.length} programs`;
  });
}

async function bundles(project) {
  const output = await run(process.execPath, ['bundle.js'], { cwd: project });
  return output.trim().split('\n').join(', ');
}

const folder = mkdtempSync(join(tmpdir(), 'wearwire-packed-'));
const isKept = process.argv.includes('--keep');
process.once('exit', () => {
  if (isKept) console.log(folder);
  else rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
const project = join(folder, 'project');
try {
  const programs = readmePrograms();
  const tarballs = await prepare(folder, project, programs);
  await runAll(folder, project, programs, tarballs);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
