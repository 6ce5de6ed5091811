/**
 * Every view by keyboard alone: Tab reaches each control in the order of the page, backwards too; the focus is visible
 * and not covered; Enter, Space, arrows and Escape operate the controls; the focus is never lost.
 */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Browsing, executablePath } from './support/browser.js';
import { Feed } from './support/feed.js';
import { focusOf, numberStops, walk } from './support/focus.js';
import { DEVELOPER, type RunningBroker, startBroker } from './support/running-broker.js';

const STOPS_MAX = 80;
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const HEADINGS: Readonly<Record<string, string>> = {
  '#/live': 'Live',
  '#/live/anna': 'anna',
  '#/stream': 'Stream',
  '#/sensors': 'Sensors',
  '#/connect': 'Connect',
  '#/health': 'Health',
};

describe.skipIf(executablePath === undefined)('the keyboard', () => {
  let broker: RunningBroker;
  let browsing: Browsing;
  let feed: Feed;
  let page: Page;
  beforeAll(async () => {
    // The first heartbeat is sent after a tenth of the interval at the earliest. A heartbeat while Tab moves through
    // the stream view would add a line, whose button has no number.
    const flags = ['--operator-key', 'operate', '--heartbeat-interval', '60m'];
    [broker, browsing] = await Promise.all([startBroker({ flags }), Browsing.start()]);
    feed = new Feed(broker);
    page = await browsing.open(broker.httpUrl);
  });
  afterAll(async () => {
    await feed[Symbol.asyncDispose]();
    await browsing[Symbol.asyncDispose]();
    await broker.stop();
  });

  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const isFocused = (one: Locator) => one.evaluate((element) => element === document.activeElement);

  async function tabTo(one: Locator): Promise<void> {
    for (let i = 0; i < STOPS_MAX; i++) {
      if (await isFocused(one)) return;
      await press('Tab');
    }
    throw new Error(`Tab does not reach ${one}`);
  }

  /** Follows the link to the view in the navigation. */
  async function goTo(view: string): Promise<void> {
    await page.locator('.skip').focus();
    await tabTo(page.getByRole('navigation').getByRole('link', { name: view }));
    await press('Enter');
    await page.getByRole('heading', { level: 1, name: view }).waitFor();
  }
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  test('signs in: Tab, typing, Enter; then the first stop skips to the content', async () => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    const stops = await numberStops(page);
    expect(stops).toEqual(['developer', 'key', 'Sign in']);
    await tabTo(page.getByLabel('Developer id'));
    expect(await walk(page, 'Tab', 0, stops.length)).toEqual(stops);
    await tabTo(page.getByLabel('Developer id'));
    await page.keyboard.type(DEVELOPER.id);
    await press('Tab');
    await page.keyboard.type(DEVELOPER.key);
    await press('Enter');
    await page.getByText('Connected', { exact: true }).waitFor();
    for (const [user, type, val] of [
      ['anna', 'HEART_RATE', 71],
      ['anna', 'POWER', 251],
      ['ben', 'BATTERY', 42],
    ] as const) {
      await feed.submit(user, type, { val });
    }
    await page.getByRole('article', { name: 'ben' }).waitFor();
    await tabTo(page.locator('.skip'));
    await button('Skip to content').waitFor();
    await press('Enter', 'Tab');
    expect(await isFocused(page.getByLabel('Search'))).toBe(true);
  });

  describe.each(Object.entries(HEADINGS))('%s', (hash, heading) => {
    beforeEach(async () => {
      await page.evaluate((next) => {
        location.hash = next;
      }, hash);
      await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    });

    test.each([
      ['a desktop', DESKTOP],
      ['a phone', PHONE],
    ])(
      'Tab reaches every control in order, with a visible focus, at the size of %s',
      async (_, size) => {
        await page.setViewportSize(size);
        const stops = await numberStops(page);
        expect(stops.length).toBeGreaterThan(8);
        await page.locator('.skip').focus();
        expect(await walk(page, 'Tab', 0, stops.length)).toEqual(stops);
        // After the last control the focus leaves the page: no trap.
        await press('Tab');
        expect((await focusOf(page)).stop).toBeLessThanOrEqual(0);
        await page.locator(`[data-stop="${stops.length - 1}"]`).focus();
        const backwards = await walk(page, 'Shift+Tab', stops.length - 1, stops.length);
        expect(backwards.reverse()).toEqual(stops);
        await page.setViewportSize(DESKTOP);
      },
    );
  });

  test('the menu opens with Enter, arrows choose the theme, and Escape or leaving closes it', async () => {
    const summary = page.getByTitle('Account and appearance');
    const signOut = button('Sign out');
    await page.locator('.skip').focus();
    await tabTo(summary);
    await press('Enter');
    await signOut.waitFor();
    await press('Tab', 'ArrowDown');
    expect(await page.getByLabel('light').isChecked()).toBe(true);
    await press('ArrowUp', 'Escape');
    await signOut.waitFor({ state: 'hidden' });
    expect(await isFocused(summary)).toBe(true);
    await press('Space');
    await signOut.waitFor();
    await tabTo(signOut);
    await press('Tab');
    await signOut.waitFor({ state: 'hidden' });
  });

  test('Escape closes the menu before the browser has reported that it opened', async () => {
    const signOut = button('Sign out');
    await page.getByTitle('Account and appearance').evaluate((summary) => {
      (summary as HTMLElement).click();
      summary.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    });
    // The toggle event and a repaint come later.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(await signOut.isVisible()).toBe(false);
  });

  test('live: search, order, pause, pin, and a card that opens and closes', async () => {
    await goTo('Live');
    await tabTo(page.getByLabel('Search'));
    await page.keyboard.type('ben');
    await expect.poll(() => page.getByRole('article').count()).toBe(1);
    await press('Escape');
    await expect.poll(() => page.getByRole('article').count()).toBe(2);
    await tabTo(page.getByLabel('Sort by'));
    await press('ArrowDown');
    expect(await page.getByLabel('Sort by').inputValue()).not.toBe('name');
    await press('ArrowUp');
    await tabTo(button('Pause'));
    await press('Space');
    await page.getByText(/^Paused: 0 readings held$/).waitFor();
    await press('Space');
    await button('Pause').waitFor();
    await tabTo(button('Pin anna'));
    await press('Space');
    expect(await button('Pin anna').getAttribute('aria-pressed')).toBe('true');
    await press('Space', 'Shift+Tab', 'Enter');
    await page.getByRole('heading', { level: 1, name: 'anna' }).waitFor();
    // The link is gone; the focus is in the content that replaced it.
    expect(await isFocused(page.locator('main'))).toBe(true);
    await press('Tab');
    expect(await isFocused(page.getByRole('link', { name: '← All users' }))).toBe(true);
    await press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Live' }).waitFor();
    expect(await isFocused(page.locator('main'))).toBe(true);
  });

  test('stream: Enter opens a line and moves the focus there; Escape closes it and returns', async () => {
    await goTo('Stream');
    await tabTo(page.getByLabel('Type contains'));
    await page.keyboard.type('power');
    const line = button('5 DISPATCH');
    await expect.poll(() => line.count()).toBe(1);
    await tabTo(line);
    await press('Enter');
    const detail = page.getByRole('region', { name: 'Chosen line' });
    await expect.poll(() => isFocused(detail)).toBe(true);
    await press('Tab', 'Tab');
    expect(await isFocused(detail.getByRole('button', { name: 'Close' }))).toBe(true);
    await press('Escape');
    await detail.waitFor({ state: 'hidden' });
    expect(await isFocused(line)).toBe(true);
    await tabTo(page.getByLabel('Type contains'));
    await press('Escape');
  });

  test('sensors: a virtual wearable is chosen, started and stopped, and a reading is sent', async () => {
    await goTo('Sensors');
    await tabTo(page.getByLabel('ECG, 130 samples per second'));
    await press('Space');
    await tabTo(page.getByLabel(/^Effort/));
    await press('ArrowRight');
    await page.getByText('Effort: 41 %').waitFor();
    await tabTo(button('Start as me'));
    await press('Enter');
    await page.getByText('me: heart', { exact: true }).waitFor();
    await tabTo(button('Stop'));
    await press('Enter');
    await page.getByText('me: heart', { exact: true }).waitFor({ state: 'hidden' });
    await tabTo(page.getByLabel('Value in bpm'));
    await press('Enter');
    await page.getByText('Stored by the broker.').waitFor();
  });

  test('connect: a token, a round trip, and a link that is revoked', async () => {
    await goTo('Connect');
    await tabTo(page.getByLabel('User'));
    await press('ControlOrMeta+a');
    await page.keyboard.type('carl');
    await tabTo(button('Create a token for carl'));
    await press('Enter');
    await page.getByRole('img', { name: 'QR code of the token for carl' }).waitFor();
    await tabTo(button('Send a test reading'));
    await press('Space');
    await page.getByText(/^Came back as seq/).waitFor();
    await tabTo(button('Create a link for carl'));
    await press('Enter');
    await tabTo(button('Revoke the link for carl'));
    await press('Enter');
    await button('Revoke the link for carl').waitFor({ state: 'hidden' });
  });

  test('health: the operator key is typed and sent', async () => {
    await goTo('Health');
    await tabTo(page.getByLabel('Operator key'));
    await page.keyboard.type('operate');
    await press('Enter');
    await page.getByText('mean commit time').waitFor();
  });
});
