import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/size.js', import.meta.url));

test.each(['protocol', 'client-consumer', 'client-producer'])(
  'the browser bundles of %s are within the size limits of its package.json',
  (name) => {
    const cwd = fileURLToPath(new URL(`../../${name}`, import.meta.url));
    // If an entry is too large or imports a Node module, the thrown error contains the output of the script.
    expect(execFileSync(process.execPath, [script], { cwd, encoding: 'utf8' })).toContain(', ok');
  },
);
