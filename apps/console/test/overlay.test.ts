/** The overlay: a link that is created in the page, a transparent view with only the number, and the revoked link. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browsing, executablePath, expectAccessible } from './support/browser.js';
import { Feed } from './support/feed.js';
import { DEVELOPER, type RunningBroker, startBroker } from './support/running-broker.js';

describe.skipIf(executablePath === undefined)('the overlay', () => {
  let broker: RunningBroker;
  let browsing: Browsing;
  let feed: Feed;
  let page: Page;
  beforeAll(async () => {
    [broker, browsing] = await Promise.all([startBroker(), Browsing.start()]);
    feed = new Feed(broker);
    page = await browsing.signIn(broker, '#/connect', { expects: /403/ });
  });
  afterAll(async () => {
    await feed[Symbol.asyncDispose]();
    await browsing[Symbol.asyncDispose]();
    await broker.stop();
  });

  test('shows the heart rate of its user on a transparent background, until the link is revoked', async () => {
    await page.getByLabel('User').fill('anna & co');
    await page.getByLabel('Expires after').selectOption('24 hours');
    await page.getByRole('button', { name: 'Create a link for anna & co' }).click();
    const address = (await page.locator('.created-link code').textContent()) ?? '';
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/overlay\?user=anna\+%26\+co#[\w-]{43}$/);
    expect(address).not.toContain(DEVELOPER.key);
    await page.getByText('anna & co: 24 hours left').waitFor();
    await expectAccessible(page);

    const overlay = await browsing.openBeside(address, { expects: /403/ });
    await overlay.locator('#bpm').filter({ hasText: '–' }).waitFor();
    feed.heart('anna & co', 100);
    feed.heart('ben', 150);
    await overlay
      .locator('#bpm')
      .filter({ hasText: /^10[0-2]$/ })
      .waitFor();
    const grounds = await overlay.evaluate(() =>
      [document.documentElement, document.body].map((one) => getComputedStyle(one).backgroundColor),
    );
    expect(grounds).toEqual(['rgba(0, 0, 0, 0)', 'rgba(0, 0, 0, 0)']);
    await expectAccessible(overlay);

    await page.getByRole('button', { name: 'Revoke the link for anna & co' }).click();
    await overlay.getByText('This link has expired or was revoked.').waitFor();
    await overlay.locator('#bpm').filter({ hasText: '–' }).waitFor();
    await expectAccessible(overlay);
    expect(await page.getByRole('button', { name: /^Revoke/ }).count()).toBe(0);
    expect(broker.log()).not.toContain(address.split('#')[1]);
  });
});
