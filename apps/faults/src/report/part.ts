/**
 * One run of a row, stored as JSON: a row of the long form may be run in parts, each with its own seed, which
 * `resultOf` merges into one result. A part keeps all samples, so that medians are computed over all parts.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Form } from '../row.js';
import type { TallyRecord } from '../tally.js';

/** A run with a mutation: red (at least one violation) proves that the row can fail. */
export interface Proof {
  /** The mutation: a noun phrase that completes "with …". */
  readonly meaning: string;
  readonly isRed: boolean;
  readonly violationCount: number;
  /** The first violation, or the error that ended the run. */
  readonly first: string;
}

/**
 * `holds`: no violation. `broken`: a violation, an error, or a run that did not end. `not run`: impossible on this
 * machine.
 */
export type Verdict = 'holds' | 'broken' | 'not run';

export interface Part {
  readonly row: string;
  readonly form: Form;
  readonly seed: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** See `runningCommit`. */
  readonly commit?: string;
  /** Node, platform and processors. */
  readonly machine: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly tally: TallyRecord;
  readonly proofs: readonly Proof[];
}

/** Writes a part to its file, `ROW.SEED.json`. */
export async function writePart(directory: string, part: Part): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, `${part.row}.${part.seed}.json`), `${JSON.stringify(part)}\n`);
}

/** Reads the parts in a directory, by row, in the order of their seeds. */
export async function readParts(directory: string): Promise<Map<string, Part[]>> {
  const names = (await readdir(directory)).filter((name) => /\.\d+\.json$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  const parts = texts.map((text) => JSON.parse(text) as Part).sort((a, b) => a.seed - b.seed);
  const byRow = new Map<string, Part[]>();
  for (const part of parts) byRow.set(part.row, [...(byRow.get(part.row) ?? []), part]);
  return byRow;
}
