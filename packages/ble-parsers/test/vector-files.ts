/** The vector files of the package, for the tests that loop over them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readCases, type VectorCase } from '../scripts/vector-match.js';

const ROOT = resolve(import.meta.dirname, '../vectors');

export interface VectorFile {
  /** `profile/name.jsonl`. */
  file: string;
  vectors: VectorCase[];
}

export function vectorFiles(): VectorFile[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .map((file) => ({ file, vectors: readCases(readFileSync(join(ROOT, file), 'utf8')) }));
}
