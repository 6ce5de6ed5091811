/**
 * `pnpm faults`: runs the rows, writes the result of each when it ends, then writes the page from all
 * results. A row may also be run in parts, which are merged later. Exit status 0: every row holds and every
 * mutation caused a violation; 1: otherwise; 2: wrong usage. Outside CI, a row that could not run does not
 * change the status.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CommandLine, HELP, readCommandLine } from './command-line.js';
import { formatPage } from './report/page.js';
import { readParts, writePart } from './report/part.js';
import { type RowResult, resultOf } from './report/result.js';
import type { FaultRow } from './row.js';
import { ROWS } from './rows/table.js';
import { runRow, unfinishedPart } from './run-row.js';

const RESULTS = fileURLToPath(new URL('../results/', import.meta.url));
const PAGE = fileURLToPath(new URL('../../../docs/faults.md', import.meta.url));

export async function main(args: string[]): Promise<number> {
  let line: CommandLine | undefined;
  try {
    line = readCommandLine(args);
  } catch (error) {
    process.stderr.write(`faults: ${(error as Error).message}; run with --help for the flags\n`);
    return 2;
  }
  if (line === undefined) {
    process.stdout.write(HELP);
    return 0;
  }
  const { outDirectory, partsInDirectory, isPageOnly } = line;
  const results = outDirectory ?? RESULTS;
  await mkdir(results, { recursive: true });
  let isSuccess = true;
  if (partsInDirectory !== undefined) isSuccess = await mergeParts(partsInDirectory, results, line);
  else if (!isPageOnly) isSuccess = await runRows(results, line);
  if (line.partsOutDirectory === undefined) {
    const page = outDirectory === undefined ? PAGE : join(outDirectory, 'faults.md');
    await writeFile(page, formatPage(ROWS, await readResults(results)));
  }
  return isSuccess ? 0 : 1;
}

/** Returns whether every row has the expected result. */
async function runRows(results: string, line: CommandLine): Promise<boolean> {
  let isSuccess = true;
  const waiting = [...line.rows];
  const runNext = async (): Promise<void> => {
    for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
      isSuccess = (await runAndStore(row, results, line)) && isSuccess;
    }
  };
  await Promise.all(Array.from({ length: line.parallelRows }, runNext));
  return isSuccess;
}

async function runAndStore(row: FaultRow, results: string, line: CommandLine): Promise<boolean> {
  const { form, seed, injections, injectingMaxMs, withProofs, partsOutDirectory } = line;
  const progress = (text: string) => process.stderr.write(`${row.name}: ${text}\n`);
  const options = { form, seed, withProofs, injections, injectingMaxMs, progress };
  if (partsOutDirectory !== undefined)
    await writePart(partsOutDirectory, unfinishedPart(row, options));
  const part = await runRow(row, options);
  const result = resultOf([part]);
  if (partsOutDirectory === undefined) await writeResult(results, result);
  else await writePart(partsOutDirectory, part);
  process.stdout.write(`${summaryLine(result)}\n`);
  return isExpected(row, result, withProofs);
}

async function mergeParts(directory: string, results: string, line: CommandLine): Promise<boolean> {
  const parts = await readParts(directory);
  let isSuccess = true;
  for (const row of line.rows) {
    const rowParts = parts.get(row.name);
    if (rowParts === undefined) continue;
    const result = resultOf(rowParts);
    await writeResult(results, result);
    process.stdout.write(`${summaryLine(result)}\n`);
    isSuccess = isExpected(row, result, true) && isSuccess;
  }
  return isSuccess;
}

function writeResult(directory: string, result: RowResult): Promise<void> {
  const text = JSON.stringify(result, undefined, 2);
  return writeFile(join(directory, `${result.row}.json`), `${text}\n`);
}

async function readResults(directory: string): Promise<RowResult[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')));
  return texts.map((text) => JSON.parse(text) as RowResult);
}

/** In CI a row that could not run counts as a failure, because CI machines must have the required tools. */
function isExpected(row: FaultRow, { verdict, proofs }: RowResult, withProofs: boolean): boolean {
  if (verdict === 'not run') return process.env.CI !== 'true';
  if (verdict !== 'holds') return false;
  const red = proofs.filter(({ isRed }) => isRed).map(({ meaning }) => meaning);
  return !withProofs || row.mutations.every(({ meaning }) => red.includes(meaning));
}

function summaryLine(result: RowResult): string {
  const { row, runs, verdict, reason, injected, acknowledged, violations, proofs } = result;
  const red = proofs.filter(({ isRed }) => isRed).length;
  const why = reason ?? violations[0]?.what;
  const durationMs = runs.reduce((sum, run) => sum + run.durationMs, 0);
  return [
    `${row}: ${verdict}${why === undefined ? '' : ` (${why})`}`,
    `${injected} injected, ${acknowledged} events acknowledged`,
    `${red} of ${proofs.length} mutations caused a violation, ${Math.round(durationMs / 1_000)} s`,
    ...proofs.filter(({ isRed }) => !isRed).map(({ meaning }) => `NO VIOLATION with ${meaning}`),
  ].join('; ');
}
