/** Runs the programs in the README; only the address of the server is replaced. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ReferenceServer } from './reference-server/reference-server.js';

/** Inside the package, so that its name resolves. */
const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const README = fileURLToPath(new URL('../README.md', import.meta.url));

async function blocks(): Promise<string[]> {
  const page = await readFile(README, 'utf8');
  return [...page.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => code);
}

/** Runs the program and returns its output; rejects if it fails. */
async function printed(code: string): Promise<string> {
  const folder = await mkdtemp(join(DIST, 'readme-'));
  try {
    const file = join(folder, 'block.mjs');
    await writeFile(file, code);
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const EXPECTED: readonly [name: string, output: RegExp][] = [
  ['runConformance', /\n\d+ passed, 0 failed, 0 skipped\n$/],
  ['runWebSocketSuite', /: \d+ cases: \d+ ok, .* 0 failed, 0 skipped in \d/],
  ['runClientConformance', /\nthe client: 4 passed, 0 failed, 0 skipped in /],
  ['ScriptedServer', /^\[ 61 \] 2\n$/],
  ['FaultProxy', /^ECONNRESET\n$/],
];

test.each(EXPECTED)('the example of %s runs', async (name, output) => {
  await using server = await ReferenceServer.start({
    developers: [
      { id: 'dev-a', key: 'key-a' },
      { id: 'dev-b', key: 'key-b' },
    ],
    heartbeatIntervalMs: 1_000,
    identifyTimeoutMs: 2_000,
    probeTimeoutMs: 200,
    barrierTimeoutMs: 200,
    tokenLifetimeMs: 60_000,
    retentionMs: 60_000,
    consumersPerDeveloper: 1,
    monitorsPerDeveloper: 4,
    consumerTakeOver: false,
    reusableTokens: false,
  });
  const code = (await blocks()).find((block) => block.includes(` ${name}`));
  const text = (code ?? '').replace('ws://127.0.0.1:8080/connect', server.url);
  expect(await printed(text)).toMatch(output);
});

test('all programs in the README are tested here', async () => {
  expect((await blocks()).length).toBe(EXPECTED.length);
});
