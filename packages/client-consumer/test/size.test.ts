import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/size.js', import.meta.url));

test.each(['protocol', 'client-consumer', 'client-producer'])(
  '%s keeps its sizes in a browser',
  (name) => {
    const cwd = fileURLToPath(new URL(`../../${name}`, import.meta.url));
    // Fails with what it printed when an entry is too large or needs a module of Node.
    expect(execFileSync(process.execPath, [script], { cwd, encoding: 'utf8' })).toContain(', ok');
  },
);
