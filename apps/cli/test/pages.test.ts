/** Runs the blocks of docs/forwarding.md and docs/posting.md unchanged, except for the ports. */
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { blocksOf, blockWith } from './blocks.js';
import { freePort, startBroker } from './broker.js';
import { BIN, Program } from './program.js';

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
const WITHIN_60_S = { timeout: 60_000 };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wearwire-pages-'));
  await symlink(MODULES, join(folder, 'node_modules'), 'dir');
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
});
afterEach(() => rm(folder, { recursive: true }));

function shell(text: string, port: number, env: Readonly<Record<string, string>> = {}): Program {
  const line = text
    .replaceAll(':8080', `:${port}`)
    .replaceAll('npx wearwire', `exec "${process.execPath}" "${BIN}"`);
  return new Program('/bin/sh', ['-e', '-c', line], { cwd: folder, env });
}

it('the command for files and the webhook receiver of docs/forwarding.md work', async () => {
  await using broker = await startBroker();
  const blocks = await blocksOf('docs/forwarding.md');
  const [, simulate = ''] = blockWith(blocks, ' simulate ').code.split('\n');
  await using wearables = shell(simulate, broker.port);
  await using files = shell(blockWith(blocks, 'ndjson:archive').code, broker.port);
  await files.seen(/connected/, 'stderr');
  await expect
    .poll(() => readdir(join(folder, 'archive')).catch(() => []), WITHIN_60_S)
    .toHaveLength(1);
  await writeFile(join(folder, 'receiver.js'), blockWith(blocks, 'verifyWebhook').code);
  const port = await freePort();
  await using receiver = shell('exec node receiver.js', broker.port, { PORT: String(port) });
  const secret = { WEARWIRE_WEBHOOK_SECRET: 'shared' };
  const target = `--to http://127.0.0.1:${port}/hook --cursor hook.cursor`;
  const line = `npx wearwire forward ${broker.url} --developer me:secret ${target}`;
  await using webhook = shell(line, broker.port, secret);
  await receiver.seen(/^[1-9]\d* readings$/m);
  for (const program of [files, webhook]) {
    program.signal('SIGTERM');
    expect((await program.ended).status).toBe(0);
  }
  expect((await readdir(join(folder, 'archive')))[0]).toMatch(/\.ndjson$/);
  wearables.signal('SIGTERM');
});

it('the curl commands and the program of docs/posting.md work', async () => {
  await using broker = await startBroker();
  const blocks = await blocksOf('docs/posting.md');
  const commands = ['TOKEN=', 'walk-1', ' replay '].map((text) => blockWith(blocks, text).code);
  await using curl = shell(commands.join('\n'), broker.port);
  const { status, stdout } = await curl.ended;
  expect(status).toBe(0);
  expect(stdout).toContain('{"first_seq":1,"last_seq":1}{"first_seq":2,"last_seq":3}');
  expect(stdout.match(/"op":5/g)).toHaveLength(3);
  await writeFile(join(folder, 'post.js'), blockWith(blocks, 'randomUUID').code);
  const env = { BROKER: `http://127.0.0.1:${broker.port}` };
  await using program = shell('exec node post.js', broker.port, env);
  expect((await program.ended).stdout).toContain('{ first_seq: 4, last_seq: 4 }');
});
