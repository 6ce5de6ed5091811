/** Reads the programs in the READMEs. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { publishable, ROOT } from '../packages/publishable.js';

function blocksOf(page) {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, code]) => ({
    language,
    code,
  }));
}

/** Returns the first code block of the root README that contains this text. */
export function rootReadmeBlock(text) {
  const block = blocksOf('README.md').find(({ code }) => code.includes(text));
  if (block === undefined) throw new Error(`README.md has no block with ${text}`);
  return block.code;
}

/** Maps names to code: consumer and producer of the root README, and the first program of each package's README. */
export function readmePrograms() {
  const programs = {
    'root-consumer': rootReadmeBlock('createConsumer'),
    'root-producer': rootReadmeBlock('createProducer'),
  };
  for (const { folder } of publishable()) {
    const [first] = blocksOf(`${folder}/README.md`);
    if (/^(js|ts)$/.test(first.language)) programs[basename(folder)] = first.code;
  }
  return programs;
}
