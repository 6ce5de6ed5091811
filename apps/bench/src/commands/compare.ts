/** `compare A B`: the differences between two results that exceed the noise. */
import { text } from '@wearwire/options';
import { compareResults, formatComparison } from '../report/comparison.js';
import { defineCommand } from './command.js';
import { readResult } from './result-file.js';

export const compare = defineCommand({
  name: 'compare',
  summary: 'print the differences between two results that exceed the noise',
  notes: [
    'A figure counts as changed if the ranges of its rounds do not overlap; use 5 rounds or more.',
    'If the control has also changed, the machine has changed. Exit status: 1 if a figure got worse.',
  ],
  examples: ['bench compare before.json after.json'],
  operands: [
    { kind: text('BEFORE'), meaning: 'Result written with --out' },
    { kind: text('AFTER'), meaning: 'Result to compare with BEFORE' },
  ],
  options: {},
  run: async ({ stdout }, _options, [before = '', after = '']) => {
    const comparison = compareResults(await readResult(before), await readResult(after));
    stdout.write(`${formatComparison(comparison)}\n`);
    return comparison.changes.every(({ verdict, isControl }) => isControl || verdict !== 'worse');
  },
});
