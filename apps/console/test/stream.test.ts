/** The stream view (frames with their raw text, filters, pause, replay, files) and the connect view. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { ensureProgram } from '@wearwire/test-support';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { accessibilityViolations, Browsing, executablePath } from './support/browser.js';
import { Feed } from './support/feed.js';
import { DEVELOPER, type RunningBroker, startBroker } from './support/running-broker.js';

const hasPrograms = executablePath !== undefined && ensureProgram('curl') !== undefined;

describe.skipIf(!hasPrograms)('the stream view and the connect view', () => {
  let broker: RunningBroker;
  let browsing: Browsing;
  let feed: Feed;
  let page: Page;
  beforeAll(async () => {
    [broker, browsing] = await Promise.all([startBroker(), Browsing.start()]);
    feed = new Feed(broker);
    page = await browsing.signIn(broker, '#/stream');
  });
  afterAll(async () => {
    await feed[Symbol.asyncDispose]();
    await browsing[Symbol.asyncDispose]();
    await broker.stop();
  });

  const row = (text: string) => page.getByRole('row').filter({ hasText: text }).first();
  const saved = async (button: string): Promise<string> => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ]);
    return readFile(await download.path(), 'utf8');
  };

  test('shows the frames of both directions with the text of d as it was sent, and no token', async () => {
    await row('READY').waitFor();
    await row('IDENTIFY').getByText('"token":"(hidden)"').waitFor();
    // 83.0 stays 83.0; the frame is written as text, because a number would lose the zero.
    await submitRaw(broker, 'anna', '{"op":6,"d":{"val":83.0, "x":"<b>"},"t":"HEART_RATE"}');
    await submitRaw(broker, 'ben', '{"op":6,"d":{"val":1e-7},"t":"POWER"}');
    await row('{"val":83.0, "x":"<b>"}').getByRole('button').click();
    const detail = page.getByRole('region', { name: 'Chosen line' });
    await detail.getByText(/"d":\{"val":83\.0, "x":"<b>"\},"uid":"anna","seq":1/).waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await detail.getByRole('button', { name: 'Copy JSON' }).click();
    await detail.getByText('Copied').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('"val":83.0');
    expect(await accessibilityViolations(page)).toEqual([]);
    await detail.getByRole('button', { name: 'Close' }).click();
  });

  test('filters lines, and saves the matching ones as NDJSON and CSV', async () => {
    await page.getByLabel('Op').selectOption('5 DISPATCH');
    await page.getByLabel('User contains').fill('ann');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    expect(await saved('Save NDJSON')).toBe(
      '{"op":5,"d":{"val":83.0, "x":"<b>"},"uid":"anna","seq":1,"t":"HEART_RATE"}\n',
    );
    expect(await saved('Save CSV')).toMatch(/^time,direction.*\r\n.*,received,5,DISPATCH,1,anna,/);
    await page.getByLabel('User contains').fill('');
    await page.getByLabel('Type contains').fill('powe');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await row('{"val":1e-7}').waitFor();
    await page.getByLabel('Type contains').fill('');
    await page.getByLabel('Text contains').fill('83.0');
    await expect.poll(() => page.getByRole('row').count()).toBe(2);
    await row('anna').waitFor();
    await page.getByLabel('Text contains').fill('');
  });

  test('replays a range over a separate connection', async () => {
    await page.getByLabel('Replay from seq').fill('2');
    await page.getByLabel('to seq', { exact: true }).fill('9');
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('1 event was sent.').waitFor();
    const replayed = page.getByRole('row').filter({ has: page.getByTitle('received (replay)') });
    await replayed.filter({ hasText: '{"val":1e-7}' }).waitFor();
    await page.getByLabel('Op').selectOption('all');
    await row('1000 closed normally').waitFor();
  });

  test('pausing stores and counts new lines', async () => {
    await page.getByRole('button', { name: 'Pause' }).click();
    await submitRaw(broker, 'carl', '{"op":6,"d":{},"t":"STEPS"}');
    await page.getByText(/^Paused: [1-9]\d* lines held$/).waitFor();
    expect(await page.getByRole('row').filter({ hasText: 'carl' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await row('carl').waitFor();
  });

  test('connect shows a snippet for this broker, a valid token, and a successful echo', async () => {
    await page.getByRole('link', { name: 'Connect' }).click();
    await page.getByLabel('User').fill('dora');
    await page.getByRole('region', { name: 'TypeScript' }).getByText(broker.url).waitFor();
    await page.getByRole('region', { name: 'Python' }).getByText(broker.url).waitFor();
    const commands = page.getByRole('region', { name: 'curl and websocat' }).locator('pre');
    const [, curl = ''] = /^(curl .*?)\n\n/ms.exec((await commands.textContent()) ?? '') ?? [];
    expect(tokenByShell(curl)).toMatch(/^[\w.-]{20,}$/);
    await page.getByRole('button', { name: 'Create a token for dora' }).click();
    await page.getByRole('img', { name: 'QR code of the token for dora' }).waitFor();
    await page.getByText(/For dora; (300 s|5 minutes) left/).waitFor();
    const token = (await page.locator('code.token').textContent()) ?? '';
    await submitWith(broker, token, '{"op":6,"d":{},"t":"MADE"}');
    await page.getByRole('button', { name: 'Send a test reading' }).click();
    await page.getByText(/^Came back as seq \d+ after [\d.]+ ms\.$/).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
    expect(await page.content()).not.toContain(DEVELOPER.key);
  });
});

/** Runs the command as its reader would, with the key in the environment. */
function tokenByShell(command: string): string {
  const env = { ...process.env, WEARWIRE_KEY: DEVELOPER.key };
  const answer = execFileSync('sh', ['-c', command], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  return (JSON.parse(String(answer)) as { token: string }).token;
}

async function submitRaw(broker: RunningBroker, user: string, frame: string): Promise<void> {
  const headers = { 'dev-id': DEVELOPER.id, 'x-api-key': DEVELOPER.key };
  const answer = await fetch(`${broker.httpUrl}/auth/user?id=${user}`, { method: 'POST', headers });
  const { token } = (await answer.json()) as { token: string };
  await submitWith(broker, token, frame);
}

/** Identifies with the token, sends the frame, and closes when the broker has stored it (HEARTBEAT_ACK). */
async function submitWith(broker: RunningBroker, token: string, frame: string): Promise<void> {
  const socket = new WebSocket(broker.url);
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('open', () => {
      socket.send(JSON.stringify({ op: 3, d: { token, type: 0 } }));
      socket.send(frame);
      socket.send('{"op":0}');
    });
    socket.on('message', (data) => {
      if ((JSON.parse(String(data)) as { op: number }).op === 1) resolve();
    });
  });
  socket.close();
}
