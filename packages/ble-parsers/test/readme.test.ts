/** The README is up to date: its coverage tables match the catalog, and its examples work. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { bundleCode } from '../scripts/bundle.js';
import { coverage, vectorCounter, withCoverage } from '../scripts/coverage-table.js';
import { bytesOf } from '../scripts/vector-match.js';
import { catalog } from '../src/catalog.js';
import { decoders, findDecoder } from '../src/registry.js';
import { vectorFiles } from './vector-files.js';

const text = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8');

/** The examples, with the lines that they must log according to their comments (`// => …`). */
const blocks = [...text.matchAll(/```ts\n(import[\s\S]*?)```/g)].map(([, code = '']) => ({
  title: code.split('\n').find((line) => line !== '' && !line.startsWith('import')),
  code,
  logged: [...code.matchAll(/\/\/ => (.*)/g)].map(([, line]) => line),
}));

/** The examples use `bytes` as a payload. */
async function run(code: string): Promise<void> {
  const source = `const bytes = Uint8Array.of(0x00, 0x50);\n${code}`;
  const { code: bundled } = await bundleCode(source);
  await import(`data:text/javascript,${encodeURIComponent(bundled)}`);
}

describe('the README', () => {
  it('lists every decoder with its fields and vectors (pnpm coverage)', () => {
    const cases = vectorFiles().flatMap(({ vectors }) => vectors);
    const count = vectorCounter(decoders, findDecoder, cases, bytesOf);
    expect(withCoverage(text, coverage(catalog, count))).toBe(text);
  });

  it.each(blocks)('runs: $title', async ({ code, logged }) => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    try {
      await run(code);
      const lines = log.mock.calls.map((call) => call.join(' '));
      for (const line of logged) expect(lines).toContain(line);
    } finally {
      log.mockRestore();
    }
  });
});
