/**
 * `pnpm build`: compiles, generates the lists from the declarations of the decoders
 * (`scripts/declarations.js`), and compiles again if a list has changed.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { catalogFile, decodersFile, FOLDERS, indexPart, START } from './declarations.js';

const ROOT = resolve(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

function compile() {
  return (
    spawnSync('tsc', ['-b'], { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' })
      .status ?? 1
  );
}

/** Returns the sources of a folder with the exports of their compiled modules. */
async function filesOf(folder) {
  const names = readdirSync(join(SRC, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -'.ts'.length))
    .filter((name) => name !== 'decoders' && name !== 'catalog')
    .sort();
  const files = [];
  for (const name of names) {
    const text = readFileSync(join(SRC, folder, `${name}.ts`), 'utf8');
    const module = pathToFileURL(join(ROOT, 'dist', folder, `${name}.js`)).href;
    const declares = /^export const \w+Metas?\b/m.test(text);
    files.push({ name, text, exports: declares ? await import(module) : {} });
  }
  return files;
}

/** Writes the file if its text differs. Returns whether it did. */
function write(path, text) {
  if (readFileSync(path, 'utf8') === text) return false;
  writeFileSync(path, text);
  console.log(`wrote ${path}`);
  return true;
}

const status = compile();
const folders = [];
for (const folder of FOLDERS) folders.push({ folder, files: await filesOf(folder) });
const index = join(SRC, 'index.ts');
const [byHand] = readFileSync(index, 'utf8').split(START);
const changes = [
  ...folders.flatMap(({ folder, files }) => [
    write(join(SRC, folder, 'decoders.ts'), decodersFile(folder, files)),
    write(join(SRC, folder, 'catalog.ts'), catalogFile(folder, files)),
  ]),
  write(index, byHand + indexPart(folders)),
];
process.exitCode = changes.includes(true) ? compile() : status;
