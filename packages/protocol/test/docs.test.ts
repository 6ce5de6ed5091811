import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/protocol-tables.js', import.meta.url));

test('[P-CLI-5] the tables of docs/protocol.md match the code', () => {
  expect(execFileSync(process.execPath, [script, '--check'], { encoding: 'utf8' })).toContain(
    'up to date',
  );
});
