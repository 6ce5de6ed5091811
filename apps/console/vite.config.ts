/** Builds the page to static files with hashed names and their compressed versions. */
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Writes FILE.br and FILE.gz, so that the broker does not compress at run time. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const file of Object.values(bundle)) {
          const source = file.type === 'chunk' ? file.code : file.source;
          const bytes = Buffer.from(source);
          const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
          const emit = (ending: string, content: Uint8Array) =>
            this.emitFile({ type: 'asset', fileName: file.fileName + ending, source: content });
          emit('.br', brotliCompressSync(bytes, { params }));
          emit('.gz', gzipSync(bytes, { level: 9 }));
        }
      },
    },
  };
}

export default defineConfig({
  base: '/',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [compressed()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: ['index.html', 'overlay.html'],
    },
  },
});
