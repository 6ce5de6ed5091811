/** The programs and commands of the connect view, run as the page shows them: only the API key is in the environment. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConsumer, tokenFromServer } from '@wearwire/client-consumer';
import { ensurePackage, ensureProgram } from '@wearwire/test-support';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browsing, executablePath } from './support/browser.js';
import { Feed } from './support/feed.js';
import { ReaderProgram } from './support/run-program.js';
import { DEVELOPER, type RunningBroker, startBroker } from './support/running-broker.js';

const ROOT = join(import.meta.dirname, '../../..');
const TSC = join(ROOT, 'node_modules/.bin/tsc');
/** A shell would interpret these characters. */
const USER = `anna's $(id) "é"`;
const KEY_ENV = { WEARWIRE_KEY: DEVELOPER.key, PYTHONUNBUFFERED: '1' };

/** Debian's own: another Python on the PATH does not see Debian's packages. */
const python = '/usr/bin/python3';
const hasWebsockets = ensurePackage(
  'websockets for Python',
  () => spawnSync(python, ['-c', 'import websockets']).status === 0,
  'python3-websockets',
);
const hasPrograms = executablePath !== undefined && ensureProgram('curl') !== undefined;

/** Replaces websocat, which Debian does not have: sends the lines of stdin, writes received frames to stdout. */
const WEBSOCAT = `#!${process.execPath}
const { WebSocket } = require('ws');
const socket = new WebSocket(process.argv[2]);
socket.on('message', (data) => console.log(String(data)));
socket.on('close', () => process.exit());
socket.on('open', () => {
  const lines = require('node:readline').createInterface({ input: process.stdin });
  lines.on('line', (line) => socket.send(line)).on('close', () => socket.close());
});
`;

describe.skipIf(!hasPrograms)('the programs of the connect view', () => {
  let broker: RunningBroker;
  let browsing: Browsing;
  let feed: Feed;
  let page: Page;
  let folder: string;
  beforeAll(async () => {
    [broker, browsing, folder] = await Promise.all([
      startBroker(),
      Browsing.start(),
      mkdtemp(join(tmpdir(), 'wearwire-snippets-')),
    ]);
    await symlink(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'));
    feed = new Feed(broker);
    page = await browsing.signIn(broker, '#/connect');
    await page.getByLabel('User').fill(USER);
    // Each program receives only events that are submitted after it has connected.
    feed.every(300, () => feed.submit('ben', 'POWER', { val: 251 }));
  });
  afterAll(async () => {
    await feed[Symbol.asyncDispose]();
    await browsing[Symbol.asyncDispose]();
    await broker.stop();
    await rm(folder, { recursive: true });
  });

  const snippet = async (name: string): Promise<string> =>
    (await page.getByRole('region', { name }).locator('pre').textContent()) ?? '';

  const file = async (name: string, text: string): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };

  test('TypeScript: it compiles, and prints the readings of all users', async () => {
    const text = await snippet('TypeScript');
    const source = await file('consumer.mts', text);
    const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
    const strict = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--skipLibCheck'];
    execFileSync(TSC, ['--ignoreConfig', ...strict, ...types, source], { stdio: 'pipe' });
    await using program = new ReaderProgram(process.execPath, [join(folder, 'consumer.mjs')], {
      cwd: folder,
      env: KEY_ENV,
    });
    await program.shows('ben POWER {');
    await program.shows('val: 251');
  });

  test.skipIf(!hasWebsockets)('Python: it prints the readings of all users', async () => {
    const source = await file('consumer.py', await snippet('Python'));
    await using program = new ReaderProgram(python, [source], { cwd: folder, env: KEY_ENV });
    await program.shows('ben POWER {');
    await program.shows("'val': 251");
    expect(program.stderr).toBe('');
  });

  test('curl and websocat: the steps submit a reading as the user of the page', async () => {
    const steps = (await snippet('curl and websocat')).split(/^# \d\. .*\n/m).slice(1);
    const [makeToken = '', connect = '', lines = ''] = steps;
    await chmod(await file('websocat', WEBSOCAT), 0o755);
    const env = { ...KEY_ENV, PATH: `${folder}:${process.env.PATH}` };
    const answer = execFileSync('sh', ['-c', makeToken], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { token } = JSON.parse(String(answer)) as { token: string };

    const { url } = broker;
    const { id: developerId, key: apiKey } = DEVELOPER;
    const consumer = createConsumer({
      url,
      getToken: tokenFromServer({ url, developerId, apiKey }),
    });
    const got: unknown[] = [];
    consumer.on('*', ({ uid, type, reading }) => got.push({ uid, type, reading }));
    // Wait until the consumer receives events.
    await expect.poll(() => got.length, { timeout: 60_000 }).toBeGreaterThan(0);
    await using program = new ReaderProgram('sh', ['-c', connect], { cwd: folder, env });
    await program.shows('"op":2');
    program.write(lines.replace('TOKEN', token));
    const reading = { ts: '2026-01-01T12:00:00.000Z', val: 72 };
    await expect
      .poll(() => got, { timeout: 60_000 })
      .toContainEqual({ uid: USER, type: 'HEART_RATE', reading });
    await consumer.stop();
  });
});
