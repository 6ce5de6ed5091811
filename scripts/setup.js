/**
 * Prepares a clone; `npm start` and `npm test` call it first. Needs only Node and npm.
 *
 *   check the Node version ─► fetch the pinned pnpm ─► install packages ─► build
 *
 * A step with nothing to do is skipped, so that a second call takes less than a second. The output of a step is
 * shown only if it fails. Exits with 0 when the clone is ready, otherwise with 1 and an error.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { packageFolders, ROOT, readManifest } from './packages/publishable.js';
import { findPnpm, installPnpm, PNPM_VERSION } from './setup/pnpm.js';
import { createProgress, StepError } from './setup/progress.js';
import { fingerprint, readStamp, writeStamp } from './setup/stamp.js';

/** Environment of child processes: no prompts, no telemetry, and development packages are installed too. */
function childEnvironment(pnpm) {
  const { NODE_ENV: _ignored, ...environment } = process.env;
  return {
    ...environment,
    // Turbo calls `pnpm`.
    PATH: [pnpm.directory, environment.PATH].join(delimiter),
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  };
}

function checkNode() {
  const { engines } = readManifest(ROOT);
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [majorMin, minorMin] = engines.node.replace('>=', '').split('.').map(Number);
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return;
  throw new StepError(
    `Node ${process.versions.node} is too old: wearwire needs ${majorMin}.${minorMin} or later (https://nodejs.org)`,
  );
}

/** Returns a hash of all files that determine the installed packages; it changes if an install is necessary. */
function installFingerprint(folders) {
  const files = [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    'package.json',
    ...folders.map((folder) => `${folder}/package.json`),
  ];
  return fingerprint(ROOT, files, [process.platform, process.arch, PNPM_VERSION]);
}

/** Returns whether every dependency of every folder is installed. */
function areLinked(folders) {
  return folders.every((folder) => {
    const { dependencies, devDependencies } = readManifest(join(ROOT, folder));
    const names = Object.keys({ ...dependencies, ...devDependencies });
    return names.every((name) => existsSync(join(ROOT, folder, 'node_modules', name)));
  });
}

async function installPackages(progress, pnpm) {
  const folders = packageFolders();
  const stampFile = join(ROOT, 'node_modules', '.wearwire-setup');
  const expected = installFingerprint(folders);
  if (readStamp(stampFile) === expected && areLinked(folders)) return;
  await progress.step('install packages', async (run) => {
    const flags = [
      '--frozen-lockfile',
      '--config.confirmModulesPurge=false',
      '--reporter=append-only',
    ];
    await run(pnpm.command, [...pnpm.args, 'install', ...flags], childEnvironment(pnpm));
    writeStamp(stampFile, expected);
  });
}

async function build(progress, pnpm) {
  const turbo = join(ROOT, 'node_modules', 'turbo', 'bin', 'turbo');
  const flags = ['--output-logs=errors-only', '--log-order=grouped'];
  await progress.step(
    'build',
    (run) => run(process.execPath, [turbo, 'run', 'build', ...flags], childEnvironment(pnpm)),
    // With Turbo's cache there is usually nothing to do.
    { hiddenBelowMs: 1_500 },
  );
}

async function main() {
  const progress = createProgress(ROOT);
  try {
    checkNode();
    const pnpm =
      findPnpm() ?? (await progress.step(`fetch pnpm ${PNPM_VERSION}`, (run) => installPnpm(run)));
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
