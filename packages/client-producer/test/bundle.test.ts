/** Bundles the entries for a browser, like a user's bundler. Uses the package's sources. */
import { resolve } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

const SRC = resolve(import.meta.dirname, '../src');
/** Maximum bytes (minified, brotli) of `createProducer` with all its imports. Only lower this value. */
const BYTES_MAX = 11_900;

async function bundle(file: string, name: string) {
  await using build = await rolldown({
    input: 'entry',
    platform: 'browser',
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === 'entry' ? id : undefined),
        load: (id) =>
          id === 'entry'
            ? `export { ${name} } from ${JSON.stringify(resolve(SRC, file))}`
            : undefined,
      },
    ],
  });
  const { output } = await build.generate({ minify: true });
  const { code, imports, modules } = output[0];
  const files = Object.entries(modules)
    .filter(([, { renderedLength }]) => renderedLength > 0)
    .map(([id]) => id);
  return { bytes: brotliCompressSync(code).length, imports, files: files.join('\n') };
}

test('the main entry contains no decoder, no store, no MessagePack and no Node module', async () => {
  const { bytes, imports, files } = await bundle('index.ts', 'createProducer');
  expect(imports).toEqual([]);
  expect(files).not.toMatch(/ble-parsers|journal|-store|msgpack|socket\/node|node_modules\/ws/);
  expect(bytes).toBeLessThanOrEqual(BYTES_MAX);
});

test.each([
  ['ble.ts', 'streamSensor', /ble-parsers/],
  ['indexed-db.ts', 'persistInIndexedDb', /journal/],
  ['store.ts', 'persistIn', /journal/],
])('%s contains its own code, and no Node module', async (file, name, own) => {
  const { imports, files } = await bundle(file, name);
  expect(imports).toEqual([]);
  expect(files).toMatch(own);
  expect(files).not.toMatch(/src\/pipeline|socket\/node/);
});
