/** The generated lists match the declarations, and an invalid declaration is an error. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  catalogFile,
  type DeclaringFile,
  declarationsOf,
  decodersFile,
  FOLDERS,
  indexPart,
  START,
} from '../scripts/declarations.js';

const SRC = resolve(import.meta.dirname, '../src');
const textOf = (path: string) => readFileSync(resolve(SRC, path), 'utf8');

async function fileOf(folder: string, name: string): Promise<DeclaringFile> {
  const exports = await import(/* @vite-ignore */ resolve(SRC, folder, `${name}.ts`));
  return { name, text: textOf(`${folder}/${name}.ts`), exports };
}

const folders = await Promise.all(
  FOLDERS.map(async (folder) => {
    const names = readdirSync(resolve(SRC, folder))
      .filter((name) => !/\.test\.ts$|^(decoders|catalog)\.ts$/.test(name))
      .map((name) => name.slice(0, -'.ts'.length))
      .sort();
    return { folder, files: await Promise.all(names.map((name) => fileOf(folder, name))) };
  }),
);

describe('the generated lists', () => {
  it.each(folders)('$folder is up to date (pnpm build)', ({ folder, files }) => {
    expect(textOf(`${folder}/decoders.ts`)).toBe(decodersFile(folder, files));
    expect(textOf(`${folder}/catalog.ts`)).toBe(catalogFile(folder, files));
  });

  it('index.ts is up to date (pnpm build)', () => {
    const [byHand, generated] = textOf('index.ts').split(START);
    expect(START + generated).toBe(indexPart(folders));
    expect(byHand).not.toContain('Meta');
  });
});

describe('a declaration', () => {
  const file = (exports: Record<string, unknown>): DeclaringFile => ({
    name: 'x',
    text: '',
    exports,
  });
  const ageMeta = { profile: 'gatt', id: '2A80' };
  const decodeAge = () => undefined;

  it('has the decoder of the same name, or the one that it names', () => {
    const [byName] = declarationsOf([file({ ageMeta, decodeAge })]);
    expect(byName).toMatchObject({ decoder: 'decodeAge' });
    const named = { ...ageMeta, decoder: 'decodeAge' };
    expect(declarationsOf([file({ otherMeta: named, decodeAge })])[0]).toMatchObject({
      decoder: 'decodeAge',
    });
  });

  it('without a decoder is an error', () => {
    expect(() => declarationsOf([file({ ageMeta })])).toThrow(
      'x: ageMeta declares the decoder decodeAge, which the file does not export',
    );
  });

  it('of a duplicate id is an error', () => {
    const files = [file({ ageMeta, decodeAge }), file({ ageMeta, decodeAge })];
    expect(() => declarationsOf(files)).toThrow('gatt 2A80 is declared twice');
  });
});
