/**
 * A Vitest plugin for the entry files of threads and child processes, which the sources reference as `new
 * URL('./NAME.js', import.meta.url)`. In a test run only NAME.ts is beside the source: the plugin bundles it and
 * replaces the URL with that of the bundle, so that tests run the sources instead of an older build.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vitest/config';

const ENTRY = /new URL\(\s*'(\.[^']+)\.js',\s*import\.meta\.url,?\s*\)/g;

export function sourceEntries(): Plugin {
  return {
    name: 'source-entries',
    enforce: 'pre',
    async transform(code, id) {
      if (!/\/src\/.+\.ts$/.test(id) || !code.includes('import.meta.url')) return undefined;
      let text = code;
      for (const [expression, name] of code.matchAll(ENTRY)) {
        const entry = resolve(dirname(id), `${name}.ts`);
        if (!existsSync(entry)) continue;
        const { url, sources } = await bundle(entry);
        for (const source of sources) this.addWatchFile(source);
        text = text.replace(expression, `new URL('${url}')`);
      }
      return text === code ? undefined : { code: text, map: null };
    },
  };
}

/** Writes the bundle to the package of the entry, where the names of other packages can be resolved. */
async function bundle(entry: string): Promise<{ url: string; sources: readonly string[] }> {
  const bundler = await rolldown({
    input: entry,
    platform: 'node',
    external: (id) => !/^[./]/.test(id),
  });
  const { output } = await bundler.generate({ format: 'esm' });
  await bundler.close();
  const [{ code, moduleIds }] = output;
  const folder = join(entry.slice(0, entry.lastIndexOf('/src/')), 'node_modules/.cache/entries');
  const file = join(folder, `${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`);
  await mkdir(folder, { recursive: true });
  await writeFile(`${file}.${process.pid}`, code);
  await rename(`${file}.${process.pid}`, file);
  return { url: pathToFileURL(file).href, sources: moduleIds };
}
