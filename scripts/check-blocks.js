/**
 * Compiles every `js` and `ts` code block of the repository's Markdown pages against the built packages, so that
 * copied examples work. Also compiles the programs of test/packed/node, which `pnpm test:packed` compiles and runs
 * against the packed packages. Each block is a separate module. Declarations that it assumes are given in an invisible
 * comment directly before it:
 *
 *   <!-- given: declare const characteristic: BluetoothRemoteGATTCharacteristic; -->
 *
 * For a block with relative imports, the folder that they are relative to is given in the same way:
 *
 *   <!-- in: packages/ble-parsers/dist/gatt -->
 *
 * API reports are excluded, because they contain declarations instead of programs. Errors that only result from
 * missing types in JavaScript are ignored.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { packageFolders, ROOT, readManifest } from './packages/publishable.js';

const cache = join(ROOT, 'node_modules/.cache');
const BLOCK =
  /(?:^<!-- given: (?<given>[^\n]+) -->\n+)?(?:^<!-- in: (?<base>[^\n]+) -->\n+)?^```(?<language>js|ts)\n(?<code>.*?)^```$/gms;

const COMPILER_OPTIONS = {
  noEmit: true,
  strict: true,
  noImplicitAny: false,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  module: 'nodenext',
  target: 'es2023',
  lib: ['es2023', 'esnext.disposable', 'dom', 'dom.asynciterable'],
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules/@types')],
};

/** Errors that result only from missing types in JavaScript, such as unknown properties and possible null. */
const UNTYPED = /^block-\d+\.js\(.*error TS(2339|2531|2532|18046|18047|18048|2345):/;

function blocksOf(page) {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(BLOCK)].map(({ groups, index }) => ({
    page,
    line: text.slice(0, index).split('\n').length,
    ...groups,
  }));
}

/** Resolves relative imports against the folder `base` of the repository. */
function resolveImports(base, text) {
  return text.replaceAll(/(?<=from ')\.\.?\/[^']*/g, (path) => join(ROOT, base, path));
}

/** Links the packages, so that their published names resolve as in an installation. */
function linkPackages(folder) {
  mkdirSync(join(folder, 'node_modules/@wearwire'), { recursive: true });
  for (const source of packageFolders().map((name) => join(ROOT, name))) {
    symlinkSync(source, join(folder, 'node_modules', readManifest(source).name), 'dir');
  }
}

const pages = execFileSync('git', ['ls-files', '*.md', ':!*api-report.md'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((page) => page !== '' && !page.startsWith('.changeset/'));
const programs = readdirSync(join(ROOT, 'test/packed/node')).map(
  (name) => `test/packed/node/${name}`,
);
const blocks = [
  ...pages.flatMap(blocksOf),
  ...programs.map((page) => ({
    page,
    line: 1,
    language: 'ts',
    code: readFileSync(join(ROOT, page), 'utf8'),
  })),
];

mkdirSync(cache, { recursive: true });
const folder = mkdtempSync(join(cache, 'blocks-'));
try {
  /** Page and line of each block, by the name of its file. */
  const locations = new Map();
  linkPackages(folder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const [index, { page, line, language, code, given, base }] of blocks.entries()) {
    const name = `block-${index}.${language}`;
    locations.set(name, `${page}:${line}`);
    // On one line, so that the line numbers match the block; `export` makes it a module.
    const text = `export {}; ${given ?? ''}\n${code}`;
    writeFileSync(join(folder, name), base ? resolveImports(base, text) : text);
  }
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['block-*'] }),
  );
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], {
    encoding: 'utf8',
    cwd: folder,
  });
  const errors = stdout.split(/\n(?=\S)/).filter((error) => error !== '' && !UNTYPED.test(error));
  for (const error of errors)
    console.log(error.replace(/^block-\d+\.[jt]s/, (name) => locations.get(name)));
  if (errors.length === 0)
    console.log(
      `${blocks.length - programs.length} blocks of ${pages.length} pages and ${programs.length} programs compile`,
    );
  process.exitCode = errors.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
