/**
 * Bundles a few exports like a user's bundler and returns the result. Used by `pnpm size` and by the
 * test that no decoder imports another. Bundles the sources, so it needs no build.
 */
import { resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';

const SRC = resolve(import.meta.dirname, '../src');
const ENTRY = '\0entry';

export async function bundle(entry, names) {
  const clause = names === '*' ? 'export * from' : `export { ${names.join(', ')} } from`;
  return bundleCode(`${clause} ${JSON.stringify(resolve(SRC, entry))}`);
}

/** Bundles any code, which may import the package by its name. */
export async function bundleCode(code) {
  const build = await rolldown({
    input: ENTRY,
    resolve: {
      extensionAlias: { '.js': ['.ts'] },
      alias: { '@wearwire/ble-parsers': resolve(SRC, 'index.ts') },
    },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? code : undefined),
      },
    ],
  });
  try {
    const [readable, small] = [
      await build.generate({}),
      await build.generate({ minify: true, comments: false }),
    ];
    return {
      code: readable.output[0].code,
      bytes: brotliCompressSync(small.output[0].code).length,
    };
  } finally {
    await build.close();
  }
}
