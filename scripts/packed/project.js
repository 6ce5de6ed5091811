/**
 * Creates a user's project outside of the workspace: tarballs, compilers and bundler, installed with npm, and the
 * programs of test/packed. The project has no link to the clone.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../packages/publishable.js';
import { run } from '../packages/run.js';
import { npmCommand } from '../setup/npm.js';

/** The oldest supported TypeScript and the latest of each later release line. */
export const TYPESCRIPTS = {
  typescript54: '5.4.5',
  typescript59: '5.9.3',
  typescript60: '6.0.3',
  typescript70: '7.0.2',
};
const TOOLS = { '@types/node': '20.19.43', vite: '8.3.8' };

const STRICT = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  // Check the declarations of the packages too.
  skipLibCheck: false,
  target: 'es2022',
};
const IN_NODE = { lib: ['es2023', 'esnext.disposable'], types: ['node'] };
const IN_BROWSER = { lib: ['es2023', 'esnext.disposable', 'dom', 'dom.asynciterable'], types: [] };
const BUNDLER = { module: 'esnext', moduleResolution: 'bundler', noEmit: true };

/** Compiler options and folders by name. Only `nodenext` emits programs. */
export const COMPILATIONS = {
  nodenext: [{ ...STRICT, ...IN_NODE, module: 'nodenext', rootDir: '.' }, ['node', 'readme']],
  bundler: [{ ...STRICT, ...IN_NODE, ...BUNDLER }, ['node', 'readme']],
  browser: [{ ...STRICT, ...IN_BROWSER, ...BUNDLER }, ['browser']],
};

/** `programs` maps the name of each program in the folder `readme` to its code. */
export async function createProject(folder, tarballs, programs) {
  mkdirSync(join(folder, 'readme'), { recursive: true });
  cpSync(join(ROOT, 'test/packed'), folder, { recursive: true });
  for (const [name, code] of Object.entries(programs)) {
    writeFileSync(join(folder, 'readme', `${name}.ts`), code);
  }
  writeJson(join(folder, 'package.json'), manifest(tarballs));
  for (const [name, [compilerOptions, include]] of Object.entries(COMPILATIONS)) {
    writeJson(join(folder, `tsconfig.${name}.json`), { compilerOptions, include });
  }
  const npm = npmCommand();
  const flags = ['--no-audit', '--no-fund', '--loglevel=error'];
  await run(npm.command, [...npm.args, 'install', ...flags], { cwd: folder });
}

function manifest(tarballs) {
  const packed = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));
  const compilers = Object.entries(TYPESCRIPTS).map(([name, version]) => [
    name,
    `npm:typescript@${version}`,
  ]);
  return {
    private: true,
    type: 'module',
    dependencies: packed,
    devDependencies: { ...Object.fromEntries(compilers), ...TOOLS },
    // Dependencies between the packages resolve to the tarballs, never to published versions.
    overrides: Object.fromEntries(tarballs.map(({ name }) => [name, `$${name}`])),
  };
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
