/** The live view: cards, freshness, order, charts, pause, and hostile names and readings. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { accessibilityViolations, Browsing, executablePath } from './support/browser.js';
import { Feed } from './support/feed.js';
import { type RunningBroker, startBroker } from './support/running-broker.js';

/** Sent while the tab is hidden. */
const HIDDEN_READINGS = 60;
const HOSTILE = '<img src=x onerror="globalThis.hit=1">';

describe.skipIf(executablePath === undefined)('the live view', () => {
  let broker: RunningBroker;
  let browsing: Browsing;
  let feed: Feed;
  /** One page for all tests; each test starts on the live view. */
  let page: Page;
  beforeAll(async () => {
    [broker, browsing] = await Promise.all([startBroker(), Browsing.start()]);
    feed = new Feed(broker);
    page = await browsing.signIn(broker);
  });
  beforeEach(async () => {
    await page.evaluate(() => {
      location.hash = '#/live';
    });
  });
  afterAll(async () => {
    await feed[Symbol.asyncDispose]();
    await browsing[Symbol.asyncDispose]();
    await broker.stop();
  });

  /** Waits until the large value of a card is a number, and returns it. */
  async function value(user: string): Promise<number> {
    const strong = page.getByRole('article', { name: user }).locator('.hero strong');
    return Number(await strong.filter({ hasText: /^\d+$/ }).textContent());
  }

  test('reports that there are no readings, then shows a card per user with the readings', async () => {
    await page.getByText('No readings received since this page was opened.').waitFor();
    feed.heart('anna', 70);
    feed.heart('ben', 150);
    feed.every(500, () => feed.submit('ben', 'POWER', { val: 251.4 }));
    await feed.submit('ben', 'BATTERY', { val: 81, source: 'strap 4711' });
    expect(await value('anna')).toBeGreaterThanOrEqual(70);
    const ben = page.getByRole('article', { name: 'ben' });
    await ben.getByText('251', { exact: true }).waitFor();
    await ben.getByText('W', { exact: true }).waitFor();
    await ben.getByText('bpm', { exact: true }).waitFor();
    await ben.getByText('from strap 4711').waitFor();
    await ben.getByText('battery 81 %').waitFor();
    await ben.getByText('live', { exact: true }).waitFor();

    const names = () =>
      page.getByRole('article').evaluateAll((all) => all.map((one) => one.ariaLabel));
    expect(await names()).toEqual(['anna', 'ben']);
    await page.getByLabel('Sort by').selectOption('Heart rate');
    expect(await names()).toEqual(['ben', 'anna']);
    await page.getByRole('button', { name: 'Pin anna' }).click();
    expect(await names()).toEqual(['anna', 'ben']);
    await page.getByLabel('Search').fill('BE');
    expect(await names()).toEqual(['ben']);
    await page.getByLabel('Search').fill('nobody');
    await page.getByText('No user id contains this text.').waitFor();
    await page.getByLabel('Search').fill('');
  });

  test('pausing stops drawing and counts readings; resuming shows the newest', async () => {
    await value('anna');
    await page.getByRole('button', { name: 'Pause' }).click();
    const at = await value('anna');
    await page.getByText(/^Paused: [1-9]\d* readings held$/).waitFor();
    expect(await value('anna')).toBe(at);
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect.poll(() => value('anna')).not.toBe(at);
  });

  test('a user that stops sending becomes quiet, then gone, and its value is not shown as live', async () => {
    const stop = feed.heart('carl', 90);
    const card = page.getByRole('article', { name: 'carl' });
    await card.getByText('live', { exact: true }).waitFor();
    stop();
    // Advance the page's clock instead of waiting.
    const forward = (ms: number) =>
      page.evaluate((by) => {
        const now = Date.now;
        Date.now = () => now() + by;
      }, ms);
    await forward(7_000);
    await card.getByText(/^quiet for/).waitFor();
    await forward(9_000);
    await card.getByText(/^gone for/).waitFor();
    await card.locator('.hero strong').filter({ hasText: '–' }).waitFor();
  });

  test('a card opens a view with drawn charts: ECG, axes, path, HRV from RR intervals', async () => {
    feed.every(250, (count) => {
      const d = Array.from({ length: 32 }, (_, i) => Math.sin((count * 32 + i) / 5));
      feed.submit('dora', 'ECG', { d });
      feed.submit('dora', 'ACCELERATION', { d: [0.1 * count, 9.8, -1] });
      feed.submit('dora', 'LOCATION', { d: [46.5 + count / 1e4, 7.1 + count / 2e4] });
      feed.submit('dora', 'RR_INTERVAL', { val: 800 + (count % 5) * 12 });
    });
    await page.getByRole('link', { name: 'dora' }).click();
    for (const name of ['ECG', 'Acceleration', 'Location', 'RR interval', 'HRV']) {
      const canvas = page.getByRole('img', { name: `Chart of ${name}` });
      await canvas.waitFor();
      // The chart must keep moving: a later image must differ.
      const pixels = () => canvas.evaluate((one) => (one as HTMLCanvasElement).toDataURL());
      const first = await pixels();
      await expect.poll(pixels).not.toBe(first);
    }
    await page.getByText('25 mm/s, 10 mm/mV').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test('a hidden tab draws almost no frames and loses no readings', async () => {
    await value('anna');
    // The driver emulates focus, which would keep a hidden tab drawing.
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Emulation.setFocusEmulationEnabled', { enabled: false });
    await page.evaluate(() => {
      const request = requestAnimationFrame;
      const counted = globalThis as { framesDrawn?: number };
      counted.framesDrawn = 0;
      globalThis.requestAnimationFrame = (callback) =>
        request((atMs) => {
          counted.framesDrawn = (counted.framesDrawn ?? 0) + 1;
          callback(atMs);
        });
    });
    const frames = () =>
      page.evaluate(() => (globalThis as { readonly framesDrawn?: number }).framesDrawn ?? 0);
    await expect.poll(frames).toBeGreaterThan(20);

    const [other] = await Promise.all([
      page.waitForEvent('popup'),
      page.evaluate(() => void open('about:blank')),
    ]);
    // The other tab comes to the front with a delay.
    const framesOfOneReading = async () => {
      const before = await frames();
      await feed.submit('nobody', 'STEPS', { val: 1 });
      return (await frames()) - before;
    };
    await expect.poll(framesOfOneReading).toBe(0);
    const before = await frames();
    for (let i = 1; i <= HIDDEN_READINGS; i++) {
      expect(await feed.submit('emil', 'STEPS', { val: i })).toBe('acked');
    }
    expect((await frames()) - before).toBeLessThan(10);

    await other.close();
    await page.getByRole('article', { name: 'emil' }).getByText(`${HIDDEN_READINGS}`).waitFor();
    await page.getByRole('link', { name: 'Stream' }).click();
    await page.getByLabel('User contains').fill('emil');
    const raw = await page.locator('td.raw').allTextContents();
    const values = raw.map((text) => (JSON.parse(text) as { val: number }).val).reverse();
    expect(values).toEqual(Array.from({ length: HIDDEN_READINGS }, (_, i) => i + 1));
  });

  test('hostile ids, types and readings are shown as text', async () => {
    feed.every(500, () => {
      feed.submit(HOSTILE, HOSTILE, { val: 1 });
      feed.submit(HOSTILE, 'constructor', { val: HOSTILE, d: { a: HOSTILE } });
      feed.submit(HOSTILE, '__proto__', { d: [HOSTILE] });
      feed.submit('\u202egnp.exe\u0000', 'HEART_RATE', { val: 1e300, source: HOSTILE });
      feed.submit('nan', 'HEART_RATE', { val: 'NaN' });
    });
    await page.getByRole('article', { name: HOSTILE }).waitFor();
    await page.getByRole('article', { name: '�gnp.exe�' }).waitFor();
    await page.getByRole('article', { name: HOSTILE }).getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: HOSTILE }).waitFor();
    await page.getByRole('region', { name: 'constructor' }).waitFor();
    expect(await page.evaluate(() => (globalThis as { hit?: number }).hit)).toBeUndefined();
    expect(await page.locator('img[src=x]').count()).toBe(0);
  });
});
