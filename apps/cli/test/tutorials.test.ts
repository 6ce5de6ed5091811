/**
 * Runs the tutorials step by step: writes their blocks to the files that the pages name, and executes them. Only the
 * port differs, and `npx wearwire` is replaced with this build. In the browser a fake replaces Web Bluetooth.
 */
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureProgram } from '@wearwire/test-support';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Block, blocksOf, blockWith } from './blocks.js';
import { freePort } from './broker.js';
import { BIN, Program } from './program.js';

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
const CHROMIUM = ensureProgram('chromium');

let folder = '';
let port = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wearwire-tutorial-'));
  await symlink(MODULES, join(folder, 'node_modules'), 'dir');
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  port = await freePort();
});

afterEach(() => rm(folder, { recursive: true }));

function withPort(text: string): string {
  return text.replaceAll(':8080', `:${port}`);
}

async function writeBlock(name: string, { code }: Block): Promise<void> {
  await writeFile(join(folder, name), withPort(code));
}

/** Runs a command line of a page in a shell. */
function shell(line: string): Program {
  const text = withPort(line).replace('npx wearwire', `exec "${process.execPath}" "${BIN}"`);
  return new Program('/bin/sh', ['-e', '-c', text], {
    cwd: folder,
    env: { WEARWIRE_PORT: String(port) },
  });
}

async function serving(blocks: readonly Block[]): Promise<Program> {
  const serve = shell(blockWith(blocks, ' serve ').code);
  await serve.seen(new RegExp(`ws://127\\.0\\.0\\.1:${port}/connect`));
  return serve;
}

function seqsOf({ stdout }: Program): number[] {
  return [...stdout.matchAll(/^#(\d+) /gm)].map(([, seq]) => Number(seq));
}

describe('the tutorials', () => {
  it('build a backend that resumes where it stopped', async () => {
    const blocks = await blocksOf('docs/tutorials/a-backend-in-ten-lines.md');
    await using _serve = await serving(blocks);
    await using _simulate = shell(blockWith(blocks, ' simulate ').code);
    await writeBlock('backend.js', blockWith(blocks, 'fileCursorStore'));
    const runs: number[][] = [];
    for (let start = 1; start <= 2; start++) {
      await using backend = shell('exec node backend.js');
      await backend.seen(/(^#\d+ .*\n){6}/m);
      backend.signal('SIGINT');
      await backend.ended;
      runs.push(seqsOf(backend));
    }
    // At least once: events after the stored cursor are delivered again, none is skipped.
    const [before = [], after = []] = runs;
    expect(after[0]).toBeGreaterThan(1);
    const seen = [...new Set([...before, ...after])];
    expect(seen).toEqual(Array.from(seen, (_, i) => i + 1));
  });

  it('build a test against a broker in its own process', async () => {
    const blocks = await blocksOf('docs/tutorials/test-against-a-local-broker.md');
    await writeBlock('heart-rates.test.js', blockWith(blocks, 'node:test'));
    await using test = shell('exec node --test heart-rates.test.js');
    expect(await test.ended).toMatchObject({ status: 0 });
    expect(test.stdout).toMatch(/^# pass 1$/m);
  });

  it('have working commands for users of the hosted service', async () => {
    const blocks = await blocksOf('docs/tutorials/from-the-hosted-service.md');
    await using _serve = await serving(blocks);
    await using token = shell(blockWith(blocks, ' token ').code);
    expect(await token.ended).toMatchObject({ status: 0 });
    expect(token.stdout).toMatch(/^\S{40,}\n$/);
    await using checks = shell(blockWith(blocks, ' conformance ').code);
    expect(await checks.ended).toMatchObject({ status: 0 });
  });

  it.skipIf(CHROMIUM === undefined)(
    'stream a strap from a page in Chromium',
    async () => {
      const blocks = await blocksOf('docs/tutorials/a-strap-from-chrome.md');
      await using _serve = await serving(blocks);
      await writeBlock('vite.config.js', blockWith(blocks, 'configureServer'));
      await writeBlock('index.html', blockWith(blocks, '<!doctype html>'));
      await writeBlock('strap.js', blockWith(blocks, 'streamSensor'));
      const pages = await createServer({
        root: folder,
        cacheDir: join(folder, '.vite'),
        logLevel: 'error',
        // Here the packages are links into the workspace.
        server: { host: '127.0.0.1', port: await freePort(), fs: { strict: false } },
      });
      await pages.listen();
      const browser = await chromium.launch({
        ...(CHROMIUM !== undefined && { executablePath: CHROMIUM }),
        args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
      });
      try {
        const page = await browser.newPage();
        await page.addInitScript(installFakeStrap);
        await page.goto(String(pages.resolvedUrls?.local[0]));
        await page.click('button');
        await page.waitForFunction(
          () => document.querySelector('output')?.textContent === 'My strap: connected',
        );
        await using tail = shell(blockWith(blocks, ' tail ').code.replace('--pretty', '--after 0'));
        await page.evaluate(() => Object(globalThis).beat([0x16, 72, 0x40, 0x03]));
        await tail.seen(/"t":"HEART_RATE"/);
        expect(tail.stdout).toMatch(/"val":72/);
        expect(tail.stdout).toMatch(/"uid":"anna"/);
      } finally {
        await browser.close();
        await pages.close();
      }
    },
    60_000,
  );
});

/** Runs in the page: installs a fake strap, which the chooser returns, and `beat(bytes)`, which sends a notification. */
function installFakeStrap(): void {
  const characteristic = Object.assign(new EventTarget(), {
    uuid: '00002a37-0000-1000-8000-00805f9b34fb',
    value: undefined as DataView | undefined,
    service: undefined as object | undefined,
    startNotifications: async () => characteristic,
    stopNotifications: async () => characteristic,
  });
  const service = {
    uuid: '0000180d-0000-1000-8000-00805f9b34fb',
    getCharacteristic: async () => characteristic,
  };
  const gatt = {
    connected: false,
    connect: async () => Object.assign(gatt, { connected: true }),
    getPrimaryService: async () => service,
  };
  const device = Object.assign(new EventTarget(), { name: 'My strap', gatt });
  characteristic.service = { ...service, device };
  Object.defineProperty(navigator, 'bluetooth', { value: { requestDevice: async () => device } });
  Object.assign(globalThis, {
    beat: (bytes: number[]) => {
      characteristic.value = new DataView(Uint8Array.from(bytes).buffer);
      characteristic.dispatchEvent(new Event('characteristicvaluechanged'));
    },
  });
}
