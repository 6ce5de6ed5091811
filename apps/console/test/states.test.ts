/**
 * Empty views, open panels and errors, in both themes, at the width of a phone and of a desktop: no violation of
 * accessibility rules, and nothing wider than the screen. With CONSOLE_PICTURES=FOLDER it takes a screenshot of each.
 */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browsing, executablePath, expectAccessible } from './support/browser.js';
import { Feed } from './support/feed.js';
import { takePicture } from './support/picture.js';
import { type RunningBroker, startBroker } from './support/running-broker.js';

describe.skipIf(executablePath === undefined)('states of the views', () => {
  let broker: RunningBroker;
  let browsing: Browsing;
  let feed: Feed;
  let page: Page;
  beforeAll(async () => {
    [broker, browsing] = await Promise.all([startBroker(), Browsing.start()]);
    feed = new Feed(broker);
    page = await browsing.signIn(broker, '', { expects: /403|ERR_|WebSocket/ });
  });
  afterAll(async () => {
    await feed[Symbol.asyncDispose]();
    await browsing[Symbol.asyncDispose]();
    await broker.stop();
  });

  const button = (name: string) => page.getByRole('button', { name, exact: true });
  async function show(hash: string, heading: string): Promise<void> {
    await page.evaluate((next) => {
      location.hash = next;
    }, hash);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  }
  const expectGood = (state: string) =>
    expectAccessible(page, (look) => takePicture(page, `${state}-${look}`));

  test('live without readings, and one user without readings', async () => {
    await page.getByText('No readings received since this page was opened.').waitFor();
    await expectGood('live-empty');
    await show('#/live/carl', 'carl');
    await page.getByText(/^No readings of this user received/).waitFor();
    await expectGood('user-empty');
  });

  test('live with a long user id and an unknown type, paused, with an open menu', async () => {
    await show('#/live', 'Live');
    const long = 'a-user-id-of-a-system-that-likes-long-ids-0123456789';
    await feed.submit(long, 'HEART_RATE', { val: 71, source: 'a strap with a long name' });
    await feed.submit(long, 'ACCELERATION', { d: [-12.34, 10.21, -13.2] });
    await feed.submit(long, 'LOCATION', { d: [46.45896, 6.54837] });
    await feed.submit(long, 'A_TYPE_OF_THEIR_OWN', { text: 'neither a number nor a list' });
    await feed.submit('ben', 'BATTERY', { val: 42 });
    await page.getByRole('article', { name: 'ben' }).waitFor();
    await button('Pause').click();
    await page.getByText(/^Paused: /).waitFor();
    await page.getByTitle('Account and appearance').click();
    await button('Sign out').waitFor();
    await expectGood('live-paused');
    await page.keyboard.press('Escape');
    await show(`#/live/${long}`, long);
    await page.getByRole('region', { name: 'Acceleration' }).waitFor();
    await expectGood('user-long');
  });

  test('stream with an open line, with the result of a replay, and without a matching line', async () => {
    await show('#/stream', 'Stream');
    await page.getByLabel('Replay from seq').fill('1');
    await page.getByLabel('to seq', { exact: true }).fill('9');
    await button('Replay').click();
    await page.getByText('5 events were sent.').waitFor();
    await page.getByRole('button', { name: '5 DISPATCH' }).first().click();
    await page.getByRole('region', { name: 'Chosen line' }).waitFor();
    await expectGood('stream-line');
    await button('Close').click();
    await page.getByLabel('Text contains').fill('no line has this');
    await page.getByText('No line matches the filter.').waitFor();
    await page.getByLabel('to seq', { exact: true }).fill('9000');
    await button('Replay').click();
    await page.getByText('Request at most 4000 events.').waitFor();
    await expectGood('stream-empty');
  });

  test('sensors without Bluetooth, with a virtual wearable and an invalid reading', async () => {
    await show('#/sensors', 'Sensors');
    await page.getByText(/^This browser does not support Web Bluetooth/).waitFor();
    await button('Start as me').click();
    await button('Stop').waitFor();
    await page.getByLabel('Value in bpm').fill('much');
    await button('Send').click();
    await page.getByText(/^Enter a number/).waitFor();
    await expectGood('sensors-error');
    await button('Stop').click();
  });

  test('connect with a token, its QR code, a link for a video, and a finished round trip', async () => {
    await show('#/connect', 'Connect');
    await button('Create a token for anna').click();
    await page.getByRole('img', { name: 'QR code of the token for anna' }).waitFor();
    await button('Create a link for anna').click();
    await button('Revoke the link for anna').waitFor();
    await button('Send a test reading').click();
    await page.getByText(/^Came back as seq/).waitFor();
    await expectGood('connect-made');
  });

  test('health with a wrong operator key, and the page while the broker is stopped', async () => {
    await show('#/health', 'Health');
    await page.getByLabel('Operator key').fill('guess');
    await button('Show').click();
    await page
      .getByText('The operator key is wrong, or the broker was started without one.')
      .waitFor();
    await expectGood('health-error');
    // The problem is still shown with the next figures.
    const stored = page.locator('.tiles div').filter({ hasText: 'events stored' });
    const before = (await stored.textContent()) ?? '';
    await feed.submit('ben', 'STEPS', { val: 1 });
    await stored.filter({ hasNotText: before }).waitFor();
    expect(await page.getByText('The operator key is wrong').count()).toBe(1);
    await broker.stop();
    await page.getByText(/^Disconnected/).waitFor();
    await expectGood('health-disconnected');
  });
});
