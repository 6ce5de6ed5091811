/**
 * `pnpm expo`: tests the Expo example outside of the workspace. Packs the packages, installs the example with npm
 * (without install scripts), checks its types, and bundles it with Metro for Android.
 *   --keep  Keep the project and print its path
 * Reads the built packages: build first. Exits with 1 if a step fails, and prints its output.
 */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packAll } from './packages/pack.js';
import { ROOT } from './packages/publishable.js';
import { run } from './packages/run.js';
import { step } from './packages/step.js';

/** Major version of the oldest Node on which Metro runs; the packages support older ones too. */
const NODE = '22';
/** Long, because Metro transforms all of React Native, about 400 MB. */
const TIMEOUT_MS = 900_000;
const INSTALL = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

/** Copies the example and replaces the published packages with the tarballs. */
function createProject(folder, tarballs) {
  cpSync(join(ROOT, 'examples/expo'), folder, { recursive: true });
  const path = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const ours = tarballs.filter(({ name }) => name.startsWith('@wearwire/'));
  const files = Object.fromEntries(ours.map(({ name, file }) => [name, `file:${file}`]));
  for (const name of Object.keys(manifest.dependencies)) {
    if (files[name]) manifest.dependencies[name] = files[name];
  }
  // Dependencies of these packages come from tarballs too.
  manifest.overrides = Object.fromEntries(
    Object.entries(files).filter(([name]) => !(name in manifest.dependencies)),
  );
  writeFileSync(path, JSON.stringify(manifest, undefined, 2));
}

/** Bundles with this Node if Metro runs on it, otherwise with one that npx downloads; returns the size. */
async function bundle(project) {
  const metro = join(project, 'node_modules/metro/src/cli.js');
  const out = join(project, 'bundle.js');
  const input = ['build', 'index.ts', '--config', 'metro.config.js', '--platform', 'android'];
  const output = ['--dev', 'false', '--minify', 'true', '--out', out];
  const command = [process.execPath, metro, ...input, ...output];
  const isNewEnough = Number(process.versions.node.split('.')[0]) >= Number(NODE);
  const [program, ...rest] = isNewEnough
    ? command
    : ['npx', '--yes', '--loglevel=error', `--package=node@${NODE}`, 'node', ...command.slice(1)];
  const env = { ...process.env, NODE_ENV: 'production' };
  await run(program, rest, { cwd: project, env, timeoutMs: TIMEOUT_MS });
  // A field and a value of decoders: the bundle must contain their code.
  const code = readFileSync(out, 'utf8');
  for (const text of ['not-detected', 'heartRateBpm']) {
    if (!code.includes(text)) throw new Error(`the bundle lacks ${text}`);
  }
  return `${(statSync(out).size / 1e6).toFixed(2)} MB`;
}

const folder = mkdtempSync(join(tmpdir(), 'wearwire-expo-'));
const project = join(folder, 'app');
try {
  await step('pack', async () => {
    mkdirSync(join(folder, 'tarballs'));
    const tarballs = await packAll(join(folder, 'tarballs'));
    createProject(project, tarballs);
    return `${tarballs.length} tarballs`;
  });
  await step('install', async () => {
    await run('npm', INSTALL, { cwd: project, timeoutMs: TIMEOUT_MS });
    return 'with npm, outside of the workspace';
  });
  await step('types', async () => {
    await run(process.execPath, ['node_modules/typescript/lib/tsc.js', '-p', '.'], {
      cwd: project,
    });
    return 'no errors';
  });
  await step('bundle', () => bundle(project));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  if (process.argv.includes('--keep')) console.log(project);
  else rmSync(folder, { recursive: true, force: true });
}
