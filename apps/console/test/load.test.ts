/**
 * 200 users send five readings per second each, and one of them also an ECG at 250 Hz: no reading is lost, the page
 * keeps drawing, and its heap does not grow. CONSOLE_SECONDS sets the duration (default 10); from 600 on, the heap may
 * grow by at most 10 %.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as passed } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browsing, executablePath } from './support/browser.js';
import { Crowd } from './support/crowd.js';
import { Feed } from './support/feed.js';
import { framesDuring, type HeapBytes, heapBytes } from './support/measure.js';
import { type RunningBroker, startBroker } from './support/running-broker.js';

const SECONDS = Number(process.env.CONSOLE_SECONDS ?? 10);
const USERS = 200;
const SAMPLES = 12;
/** Maximum growth of the heap between the first and the last third of the samples. */
const GROWTH_MAX = SECONDS >= 600 ? 0.1 : 0.25;
const FRAMES_SECONDS = Math.min(5, SECONDS / 5);

describe.skipIf(executablePath === undefined)('the console under load', () => {
  let broker: RunningBroker;
  let browsing: Browsing;
  let feed: Feed;
  let crowd: Crowd;
  let page: Page;
  beforeAll(async () => {
    [broker, browsing] = await Promise.all([startBroker(), Browsing.start()]);
    feed = new Feed(broker);
    page = await browsing.signIn(broker);
    crowd = new Crowd(feed, USERS);
    await page.getByText(`${USERS} users`).waitFor({ timeout: 110_000 });
  });
  afterAll(async () => {
    crowd.stop();
    await feed[Symbol.asyncDispose]();
    await browsing[Symbol.asyncDispose]();
    await broker.stop();
  });

  async function measureFrames(name: string): Promise<void> {
    // Observe from the start, because the page may be smooth again after the frames have been counted.
    const says = page
      .getByText(/^(drawing every \d(nd|rd|th) frame|\d+ frames per second)$/)
      .waitFor({ timeout: FRAMES_SECONDS * 1_000 + 30_000 })
      .then(
        () => true,
        () => false,
      );
    const frames = await framesDuring(page, () => passed(FRAMES_SECONDS * 1_000));
    const { drawnPerSecond, droppedPerSecond } = frames;
    console.log(
      `${name}: ${drawnPerSecond.toFixed(1)} frames per second drawn, ${droppedPerSecond.toFixed(1)} dropped`,
    );
    expect(drawnPerSecond).toBeGreaterThan(0);
    // The page is smooth, or it reports that it is not.
    if (drawnPerSecond < 40) expect(await says).toBe(true);
  }

  test('draws cards and an ECG', { timeout: 300_000 }, async () => {
    await measureFrames('cards');
    await page.getByRole('link', { name: crowd.users[0] as string }).click();
    await page.getByRole('img', { name: 'Chart of ECG' }).waitFor();
    await measureFrames('charts of one user');
    await page.getByRole('link', { name: 'Live' }).click();
  });

  test('has a heap that does not grow', { timeout: SECONDS * 1_500 + 60_000 }, async () => {
    // Wait until the number of lines has reached its limit.
    await page.getByRole('link', { name: 'Stream' }).click();
    await page.getByText(/^([6-9]|\d{2,}),\d{3} lines since/).waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Live' }).click();
    const samples: HeapBytes[] = [];
    for (let i = 0; i < SAMPLES; i++) {
      await passed((SECONDS * 1_000) / SAMPLES);
      samples.push(await heapBytes(page));
    }
    const third = SAMPLES / 3;
    const mean = (some: readonly HeapBytes[]) =>
      some.reduce((sum, { used }) => sum + used, 0) / some.length;
    const [first, last] = [mean(samples.slice(0, third)), mean(samples.slice(-third))];
    const { buffers } = samples.at(-1) as HeapBytes;
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(2);
    console.log(
      `heap over ${SECONDS} s: ${samples.map(({ used }) => megabytes(used)).join(' ')} MB; typed arrays at the end ${megabytes(buffers)} MB`,
    );
    expect(last).toBeLessThanOrEqual(first * (1 + GROWTH_MAX));
  });

  test('loses nothing: the newest lines contain every seq', async () => {
    crowd.stop();
    await page.getByRole('link', { name: 'Stream' }).click();
    await page.getByLabel('Op').selectOption('5 DISPATCH');
    const marker = await feed.submit('marker', 'STEPS', { val: 4711 });
    expect(marker).toBe('acked');
    await page.getByRole('row').filter({ hasText: '4711' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save NDJSON' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\n');
    const seqs = lines.map((line) => (JSON.parse(line) as { seq: number }).seq);
    const last = seqs.at(-1) as number;
    expect(seqs.length).toBeGreaterThan(4_000);
    expect(seqs).toEqual(seqs.map((_, i) => last - seqs.length + 1 + i));
  });
});
