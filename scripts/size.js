/**
 * `pnpm size`: bundles the entries of the package in the current folder, or of all packages in the root folder, for
 * browsers with all their imports, and measures their size, minified and compressed by brotli. The limits are in each
 * package.json, in the format of size-limit:
 *
 *   "size-limit": [{ "path": "dist/index.js", "import": "{ createConsumer }", "limit": "8 kB" }]
 *
 * Without `import` everything is imported; 1 kB is 1,000 bytes. Reads the built package: build first.
 * Exits with 1 if an entry exceeds its limit or its bundle needs a Node module.
 */
import { isBuiltin } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { publishable, ROOT, readManifest } from './packages/publishable.js';

const ENTRY = '\0entry';

/** Bundles `export names from path` for a browser; throws if it needs a Node module. */
async function bundle(path, names) {
  const source = `export ${names} from ${JSON.stringify(resolve(path))};`;
  const build = await rolldown({
    input: ENTRY,
    platform: 'browser',
    plugins: [
      {
        name: 'entry',
        resolveId(id) {
          if (isBuiltin(id)) throw new Error(`${path} needs the Node module ${id}`);
          return id === ENTRY ? id : undefined;
        },
        load: (id) => (id === ENTRY ? source : undefined),
      },
    ],
  });
  try {
    // Comments for other tools are removed.
    const { output } = await build.generate({ minify: true, comments: false });
    return output[0].code;
  } finally {
    await build.close();
  }
}

/** Prints the size of each entry of the package in this folder. */
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
