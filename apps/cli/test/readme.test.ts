/**
 * Runs the code blocks of the README in order, against a broker started by the README's own command. Only the port
 * differs, and `npx wearwire` is replaced with the program of this clone. `scripts/packed.js` runs the blocks again
 * with the packed packages.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Block, blocksOf, blockWith } from './blocks.js';
import { freePort } from './broker.js';
import { Program, ROOT } from './program.js';

/** An untracked folder from which the published package names resolve. */
const CACHE = fileURLToPath(new URL('../node_modules/.cache/', import.meta.url));
/** Blocks that need a whole clone; CI runs them separately. */
const WHOLE_CLONE = new Set([
  'npm start\n',
  'npm test\n',
  'npm run pack:all -- ../wearwire-packages\n',
  'npm init --yes\nnpm pkg set type=module\nnpm install ../wearwire-packages/*.tgz\n',
]);

/** Adapts a block to this clone. */
function here({ language, code }: Block): Block {
  return { language, code: code.replaceAll('npx wearwire', 'node apps/cli/bin/wearwire.js') };
}

describe('the README', () => {
  let folder = '';
  let port = 0;
  let serve: Program;
  let blocks: Block[] = [];

  function start({ language, code }: Block): Promise<Program> | Program {
    const text = code.replaceAll(':8080', `:${port}`);
    if (language === 'sh') return new Program('/bin/sh', ['-e', '-c', text], { env });
    const file = join(folder, 'block.mjs');
    return writeFile(file, text).then(() => new Program(process.execPath, [file]));
  }
  let env: Record<string, string> = {};

  beforeAll(async () => {
    blocks = (await blocksOf('README.md')).map(here);
    await mkdir(CACHE, { recursive: true });
    folder = await mkdtemp(join(CACHE, 'readme-'));
    port = await freePort();
    env = { WEARWIRE_PORT: String(port) };
    const { code } = blockWith(blocks, ' serve ');
    // `exec`, so that the stop signal reaches the broker.
    serve = new Program('/bin/sh', ['-c', `exec ${code}`], { env });
    await serve.seen(new RegExp(`ws://127\\.0\\.0\\.1:${port}/connect`));
  });

  afterAll(async () => {
    await serve[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('has a producer that submits a reading and a consumer that prints it', async () => {
    const producer = await start(blockWith(blocks, 'createProducer'));
    expect(await producer.ended).toMatchObject({ status: 0, stderr: '' });
    await using consumer = await start(blockWith(blocks, 'createConsumer'));
    await consumer.seen(/^#1 anna HEART_RATE \{ ts: '.*', val: 72 \}$/m);
    expect(consumer.stderr).toBe('');
  });

  it('has a broker for tests', async () => {
    await using program = await start(blockWith(blocks, 'createBroker'));
    const { status, stdout, stderr } = await program.ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/connect$/m);
  });

  it('has commands for the terminal', async () => {
    await using program = await start(blockWith(blocks, ' simulate '));
    const { status, stdout, stderr } = await program.ended;
    expect({ status, stderr: stderr.replaceAll('wearwire: connected\n', '') }).toEqual({
      status: 0,
      stderr: '',
    });
    expect(stdout).toMatch(/^sent \d+ readings of 3 users in 3\.\d s\n\S+\n$/);
  });

  it('has no block that these tests do not run', () => {
    const run = [' serve ', 'createProducer', 'createConsumer', 'createBroker', ' simulate '];
    const others = blocks.filter(({ code }) => !run.some((text) => code.includes(text)));
    expect(others.map(({ code }) => code).filter((code) => !WHOLE_CLONE.has(code))).toEqual([]);
  });

  it('states the throughput of the benchmarks', async () => {
    const { fanInFigure } = await import(
      new URL('../../../scripts/readme-figures.js', import.meta.url).href
    );
    const page = await readFile(join(ROOT, 'README.md'), 'utf8');
    expect(page).toContain(`<!-- fan-in -->${fanInFigure()}<!-- /fan-in -->`);
  });

  it('keeps its consumer and its producer within 15 lines', () => {
    for (const name of ['createConsumer', 'createProducer']) {
      expect(blockWith(blocks, name).code.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    }
  });
});
