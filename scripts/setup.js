/**
 * Makes a clone ready to run; `npm start` and `npm test` call it first. Needs Node and npm, nothing else.
 *
 *   Node new enough? ─► the pinned pnpm ─► packages ─► build
 *
 * Each step looks first whether there is anything to do, so that a second call costs well under a second.
 * What a step prints is shown only when it fails. Exit 0: ready; 1: one line says what is wrong.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPnpm, installPnpm } from './setup/pnpm.js';
import { createProgress, StepError } from './setup/progress.js';
import { fingerprint, readStamp, writeStamp } from './setup/stamp.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const { engines, packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const pnpmVersion = packageManager.split('@')[1].split('+')[0];

/** What children run with: nothing asks, nothing phones home, development packages are installed too. */
function childEnvironment(pnpm) {
  const { NODE_ENV: _ignored, ...environment } = process.env;
  return {
    ...environment,
    // Turbo runs `pnpm`.
    PATH: [pnpm.directory, environment.PATH].join(delimiter),
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  };
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [majorMin, minorMin] = engines.node.replace('>=', '').split('.').map(Number);
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return;
  throw new StepError(
    `Node ${process.versions.node} is too old: wearwire needs ${majorMin}.${minorMin} or later (https://nodejs.org)`,
  );
}

/** The folders of the workspace that have a manifest. */
function packageFolders() {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => `${group}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json'))),
  );
}

/** What the installed packages depend on; changes when an install is due. */
function installFingerprint(folders) {
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...folders.map((folder) => `${folder}/package.json`),
  ];
  return fingerprint(root, files, [process.platform, process.arch, pnpmVersion]);
}

/** Whether every folder that has dependencies still has what was installed for it. */
function areLinked(folders) {
  return folders.every((folder) => {
    const { dependencies, devDependencies } = JSON.parse(
      readFileSync(join(root, folder, 'package.json'), 'utf8'),
    );
    const names = Object.keys({ ...dependencies, ...devDependencies });
    return names.every((name) => existsSync(join(root, folder, 'node_modules', name)));
  });
}

async function installPackages(progress, pnpm) {
  const folders = packageFolders();
  const stampFile = join(root, 'node_modules', '.wearwire-setup');
  const wanted = installFingerprint(folders);
  if (readStamp(stampFile) === wanted && areLinked(folders)) return;
  await progress.step('install packages', async (run) => {
    const flags = [
      '--frozen-lockfile',
      '--config.confirmModulesPurge=false',
      '--reporter=append-only',
    ];
    await run(pnpm.command, [...pnpm.args, 'install', ...flags], childEnvironment(pnpm));
    writeStamp(stampFile, wanted);
  });
}

async function build(progress, pnpm) {
  const turbo = join(root, 'node_modules', 'turbo', 'bin', 'turbo');
  const flags = ['--output-logs=errors-only', '--log-order=grouped'];
  await progress.step(
    'build',
    (run) => run(process.execPath, [turbo, 'run', 'build', ...flags], childEnvironment(pnpm)),
    // Turbo's cache decides what is to be done; most often nothing.
    { isQuietBelowMs: 1_500 },
  );
}

async function main() {
  const progress = createProgress(root);
  try {
    checkNode();
    const pnpm =
      findPnpm(root, pnpmVersion) ??
      (await progress.step(`fetch pnpm ${pnpmVersion}`, (run) =>
        installPnpm(root, pnpmVersion, run),
      ));
    await installPackages(progress, pnpm);
    await build(progress, pnpm);
    progress.done();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    progress.failed(error);
    process.exitCode = 1;
  }
}

await main();
