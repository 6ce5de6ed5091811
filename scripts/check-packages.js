/**
 * Checks the tarball of each published package: its metadata and dependencies, and that it contains no test files and
 * all files that the manifest and the source maps name. Also runs `publint --strict`, and `attw` for ESM. Reads the
 * built packages: build first. Exits with 1 and one line per fault.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packAll } from './packages/pack.js';
import { ROOT, readManifest } from './packages/publishable.js';
import { each, run } from './packages/run.js';

const REPOSITORY = 'https://github.com/wearwire/wearwire';

/** Returns all possible faults of the manifest as pairs [message, whether it applies]. */
function manifestFaults(manifest, folder) {
  const { engines } = readManifest(ROOT);
  const targets = Object.values(manifest.exports ?? {});
  return [
    ['description is missing', !manifest.description],
    ['fewer than three keywords', !(manifest.keywords?.length >= 3)],
    ['license is not MIT', manifest.license !== 'MIT'],
    ['type is not "module"', manifest.type !== 'module'],
    ['engines differ from those of the workspace', manifest.engines?.node !== engines.node],
    ['sideEffects is not false', manifest.sideEffects !== false],
    ['repository.url is wrong', manifest.repository?.url !== `git+${REPOSITORY}.git`],
    ['repository.directory is wrong', manifest.repository?.directory !== folder],
    ['homepage is wrong', manifest.homepage !== `${REPOSITORY}/tree/main/${folder}#readme`],
    ['bugs is wrong', manifest.bugs !== `${REPOSITORY}/issues`],
    ['publishConfig.access is not "public"', manifest.publishConfig?.access !== 'public'],
    ['publishConfig.provenance is not true', manifest.publishConfig?.provenance !== true],
    ['exports has no entry', targets.length === 0],
    [
      'an entry of exports does not start with the types condition',
      targets.some((to) => Object.keys(to)[0] !== 'types'),
    ],
  ];
}

/** Returns the paths in the manifest's exports, imports and bin, without `./`. */
function namedFiles({ exports, imports = {}, bin = {} }) {
  const targets = [...Object.values(exports), ...Object.values(imports)];
  const paths = [...targets.flatMap((to) => Object.values(to)), ...Object.values(bin)];
  return paths.map((path) => path.replace(/^\.\//, ''));
}

/** Returns the source files to which a source map in the tarball refers. */
function sourcesOf(directory, map) {
  const { sources } = JSON.parse(readFileSync(join(directory, map), 'utf8'));
  return sources.map((source) => posix.join(posix.dirname(map), source));
}

function contentFaults(manifest, files, directory) {
  const present = new Set(files);
  const named = ['LICENSE', 'README.md', ...namedFiles(manifest)];
  const sources = files
    .filter((file) => file.endsWith('.map'))
    .flatMap((map) => sourcesOf(directory, map));
  const readme = readFileSync(join(directory, 'README.md'), 'utf8');
  return [
    ...[...named, ...sources].map((path) => [`the tarball has no ${path}`, !present.has(path)]),
    ...files.map((path) => [`the tarball has ${path}`, /\.test\.|tsbuildinfo/.test(path)]),
    ['the README has no code block', !/^```(js|ts|sh)\n/m.test(readme)],
  ];
}

/**
 * Finds dependencies of the packed manifest that differ from those of the source manifest, or whose ranges a registry
 * cannot resolve.
 */
function dependencyFaults(packed, source, versions) {
  const differing = Object.entries(source.dependencies ?? {}).map(([name, range]) => {
    const expected = range.startsWith('workspace:') ? versions.get(name) : range;
    return [
      `depends on ${name} ${packed.dependencies?.[name]}, not ${expected}`,
      packed.dependencies?.[name] !== expected,
    ];
  });
  const all = {
    ...packed.dependencies,
    ...packed.peerDependencies,
    ...packed.optionalDependencies,
  };
  const unresolvable = Object.entries(all).map(([name, range]) => [
    `depends on ${name} as ${range}, which a registry cannot resolve`,
    /^(workspace|catalog|link|file):/.test(range),
  ]);
  return [...differing, ...unresolvable];
}

async function publintFaults(file) {
  const { buffer } = readFileSync(file);
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  return messages.map((message) => [`publint: ${formatMessage(message, pkg)}`, true]);
}

async function attwFaults(file) {
  const manifest = import.meta.resolve('@arethetypeswrong/cli/package.json');
  const attw = fileURLToPath(new URL('dist/index.js', manifest));
  const args = [attw, '--profile', 'esm-only', '--no-color', '--no-emoji', file];
  return run(process.execPath, args).then(
    () => [],
    (error) => [[`attw: ${error.message}`, true]],
  );
}

async function faultsOf({ folder, file, files }, versions, scratch) {
  const directory = join(scratch, folder);
  mkdirSync(directory, { recursive: true });
  await run('tar', ['-xzf', file, '-C', directory, '--strip-components=1']);
  const manifest = readManifest(directory);
  const source = readManifest(join(ROOT, folder));
  return [
    ...manifestFaults(manifest, folder),
    ...contentFaults(manifest, files, directory),
    ...dependencyFaults(manifest, source, versions),
    ...(await publintFaults(file)),
    ...(await attwFaults(file)),
  ].filter(([, isWrong]) => isWrong);
}

const scratch = mkdtempSync(join(tmpdir(), 'wearwire-packages-'));
try {
  const tarballs = await packAll(scratch);
  const versions = new Map(tarballs.map(({ name, version }) => [name, version]));
  const faults = await each(tarballs, 2, (tarball) => faultsOf(tarball, versions, scratch));
  for (const [index, { folder, bytes, files }] of tarballs.entries()) {
    for (const [text] of faults[index]) console.error(`${folder}: ${text}`);
    if (faults[index].length > 0) process.exitCode = 1;
    else console.log(`${folder}: ${files.length} files, ${Math.round(bytes / 1_000)} kB, ok`);
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
