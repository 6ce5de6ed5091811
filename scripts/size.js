/**
 * `pnpm size`, in a package or for all: what entries weigh in a browser, minified and compressed by brotli,
 * with all that they import. The limits stand in each package.json, in the form of size-limit:
 *
 *   "size-limit": [{ "path": "dist/index.js", "import": "{ createConsumer }", "limit": "8 kB" }]
 *
 * `import` left out means everything; 1 kB is 1,000 bytes. Reads the built package: build first.
 * Exit 1: an entry is over its limit, or its bundle needs a module of Node.
 */
import { isBuiltin } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { publishable, ROOT, readManifest } from './packages/publishable.js';

const ENTRY = '\0entry';

/** The code that a browser gets of `import names from path`; throws where that needs a module of Node. */
async function bundle(path, names) {
  const source = `export ${names} from ${JSON.stringify(resolve(path))};`;
  const build = await rolldown({
    input: ENTRY,
    platform: 'browser',
    plugins: [
      {
        name: 'entry',
        resolveId(id) {
          if (isBuiltin(id)) throw new Error(`${path} needs ${id}, which no browser has`);
          return id === ENTRY ? id : undefined;
        },
        load: (id) => (id === ENTRY ? source : undefined),
      },
    ],
  });
  try {
    // Without the comments that are for further tools alone.
    const { output } = await build.generate({ minify: true, comments: false });
    return output[0].code;
  } finally {
    await build.close();
  }
}

/** Says what each entry of the package in this folder weighs. */
async function measure(folder) {
  const { name, 'size-limit': entries = [] } = readManifest(folder);
  for (const { path, import: names = '*', limit } of entries) {
    const bytes = brotliCompressSync(await bundle(join(folder, path), names)).length;
    const bytesMax = Number.parseFloat(limit) * 1_000;
    const verdict = bytes <= bytesMax ? 'ok' : `OVER by ${bytes - bytesMax}`;
    console.log(`${name} ${path} ${names}: ${bytes} of ${bytesMax} bytes, ${verdict}`);
    if (bytes > bytesMax) process.exitCode = 1;
  }
}

const isRoot = relative(ROOT, process.cwd()) === '';
const folders = isRoot ? publishable().map(({ folder }) => join(ROOT, folder)) : [process.cwd()];
for (const folder of folders) await measure(folder);
