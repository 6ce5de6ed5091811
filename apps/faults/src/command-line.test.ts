import { expect, test, vi } from 'vitest';
import { readCommandLine } from './command-line.js';
import { main } from './main.js';
import { ROWS } from './rows/table.js';

test('--help prints the flags on stdout and exits with 0', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const status = await main(['--help']);
  const text = write.mock.calls.join('');
  write.mockRestore();
  expect(status).toBe(0);
  for (const flag of ['--injections N', '--parallel N', '--write-parts DIR', '--merge-parts DIR'])
    expect(text).toContain(flag);
});

test.each([
  [['--rows', 'kill,nothing'], 'unknown row nothing'],
  [['--seed', '0'], '--seed must be a number of at least 1: 0'],
  [['--parallel', '1.5'], '--parallel must be an integer: 1.5'],
  [['--unknown'], "Unknown option '--unknown'"],
])('exits with 2 for %j', async (args, message) => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const status = await main(args);
  const text = write.mock.calls.join('');
  write.mockRestore();
  expect(status).toBe(2);
  expect(text).toContain(message);
});

test('runs all rows in the short form with their proofs unless flags say otherwise', () => {
  expect(readCommandLine([])).toMatchObject({ rows: ROWS, form: 'short', withProofs: true });
  const line = readCommandLine(['--long', '--rows', 'kill', '--minutes', '2', '--no-proofs']);
  expect(line).toMatchObject({ form: 'long', injectingMaxMs: 120_000, withProofs: false });
  expect(line?.rows.map(({ name }) => name)).toEqual(['kill']);
});
