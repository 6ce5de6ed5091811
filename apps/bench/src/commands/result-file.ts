/** Reads the result files that `--out` writes. */
import { readFile } from 'node:fs/promises';
import { text } from '@wearwire/options';
import { RESULT_FORMAT, type ResultFile } from '../result.js';

export const RESULT_OPERAND = {
  kind: text('FILE'),
  meaning: 'Result written with --out',
} as const;

/** Throws an error with a one-line message if the file cannot be read or is not a result in the format of this version. */
export async function readResult(path: string): Promise<ResultFile> {
  const written = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`cannot read ${path}; it must be a result written with --out`, { cause });
  });
  const result = parsed(written);
  if (result?.format !== RESULT_FORMAT) {
    throw new Error(
      `${path} is not a result in the format of this version (${RESULT_FORMAT}); run the benchmark again with --out`,
    );
  }
  return result;
}

function parsed(written: string): ResultFile | undefined {
  try {
    return JSON.parse(written) as ResultFile;
  } catch {
    return undefined;
  }
}
