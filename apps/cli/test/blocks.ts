/** The code blocks of a Markdown page, in order. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './program.js';

export interface Block {
  readonly language: string;
  readonly code: string;
}

/** `page`: its path in the repository. */
export async function blocksOf(page: string): Promise<Block[]> {
  const text = await readFile(join(ROOT, page), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  return blocks.map(([, language = '', code = '']) => ({ language, code }));
}

/** The first block that contains the text. Throws if there is none. */
export function blockWith(blocks: readonly Block[], text: string): Block {
  const block = blocks.find(({ code }) => code.includes(text));
  if (!block) throw new Error(`no block contains ${text}`);
  return block;
}
