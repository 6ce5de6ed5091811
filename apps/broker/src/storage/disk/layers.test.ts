import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const ROOT = dirname(fileURLToPath(import.meta.url));

/** Lowest first: a layer may import from itself and from the layers before it. */
const LAYERS = [
  'files',
  'format',
  'index',
  'segment',
  'background',
  'commit',
  'meta',
  'directory',
] as const;

/** Files of the folder itself that every layer may import. */
const SHARED = ['limits.js'];

/** What the files of each layer import from this folder and its subfolders, as paths from this folder. */
async function imports(): Promise<{ readonly layer: string; readonly imported: string }[]> {
  const names = await readdir(ROOT, { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts') && dirname(name) !== '.');
  const found = await Promise.all(
    files.map(async (name) => {
      const text = await readFile(join(ROOT, name), 'utf8');
      const targets = Array.from(text.matchAll(/from '(\.[^']+)'/g), ([, target = '']) =>
        relative(ROOT, normalize(join(ROOT, dirname(name), target))),
      );
      return targets.map((imported) => ({ layer: name.split(/[/\\]/)[0] as string, imported }));
    }),
  );
  return found.flat().filter(({ imported }) => !imported.startsWith('..'));
}

describe('the layers of the disk log', () => {
  it('import only lower layers', async () => {
    const layers: readonly string[] = LAYERS;
    const all = await imports();
    expect(all.length).toBeGreaterThan(50);
    const wrong = all.filter(({ layer, imported }) => {
      const to = imported.split(/[/\\]/)[0] as string;
      if (!layers.includes(to)) return !SHARED.includes(imported);
      return layers.indexOf(to) > layers.indexOf(layer);
    });
    expect(wrong).toEqual([]);
  });
});
