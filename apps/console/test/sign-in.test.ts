/** Signing in, and the page after the broker is stopped, restarted, or no longer accepts the session. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browsing, executablePath, expectAccessible } from './support/browser.js';
import { Feed } from './support/feed.js';
import { DEVELOPER, type RunningBroker, startBroker, startDemo } from './support/running-broker.js';

describe.skipIf(executablePath === undefined)('signing in', () => {
  let broker: RunningBroker;
  let browsing: Browsing;
  beforeAll(async () => {
    [broker, browsing] = await Promise.all([startBroker(), Browsing.start()]);
  });
  afterAll(async () => {
    await browsing[Symbol.asyncDispose]();
    await broker.stop();
  });

  test('reports a wrong key and opens the page with the right one; the key is only in this tab, and no request goes to another host', async () => {
    const page = await browsing.open('about:blank', { expects: /403/ });
    const hosts = new Set<string>();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(broker.httpUrl);
    await expectAccessible(page);
    await page.getByLabel('Developer id').fill(DEVELOPER.id);
    await page.getByLabel('API key').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('Unknown developer id or wrong API key.').waitFor();
    await expectAccessible(page);
    await page.getByLabel('API key').fill(DEVELOPER.key);
    await page.keyboard.press('Enter');
    await page.getByText('Connected', { exact: true }).waitFor();

    expect([...hosts]).toEqual([`127.0.0.1:${broker.port}`]);
    expect(page.url()).not.toContain(DEVELOPER.key);
    expect(await page.content()).not.toContain(DEVELOPER.key);
    const stored = await page.evaluate(() => ({
      local: JSON.stringify({ ...localStorage }),
      session: JSON.stringify({ ...sessionStorage }),
      cookie: document.cookie,
    }));
    expect(stored.local + stored.cookie).not.toContain(DEVELOPER.key);
    expect(stored.session).toContain(DEVELOPER.key);
    expect(broker.log()).not.toContain(DEVELOPER.key);

    await page.reload();
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.getByTitle('Account and appearance').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  test('reports a stopped broker, reconnects to a restarted one, and asks for the key if it is no longer accepted', async () => {
    await using first = await startBroker();
    const page = await browsing.signIn(first, '', { expects: /ERR_|WebSocket|403/ });
    await page.evaluate(() => {
      document.body.dataset.loaded = 'once';
    });
    await first.stop();
    await page.getByText(/^Disconnected/).waitFor();

    await using second = await startBroker({ port: first.port });
    await page.getByText('Connected', { exact: true }).waitFor();
    await using feed = new Feed(second);
    feed.heart('anna');
    await page.getByRole('article', { name: 'anna' }).waitFor();
    await second.stop();

    await using _third = await startBroker({ port: first.port, key: 'another-key' });
    await page.getByText(/^Signed out: /).waitFor();
    await page.getByLabel('API key').waitFor();
    expect(await page.evaluate(() => document.body.dataset.loaded)).toBe('once');
  });

  test('the address of the demo signs in once and shows readings; its code is removed from the address', async () => {
    await using demo = await startDemo();
    expect(demo.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{22}$/);
    const page = await browsing.open(demo.address, { expects: /403/ });
    await page.getByRole('article', { name: 'rider' }).getByText('live', { exact: true }).waitFor();
    const [, code = ''] = demo.address.split('#');
    const stored = await page.evaluate(() => location.href + JSON.stringify({ ...sessionStorage }));
    expect(stored).not.toContain(code);
    await page.evaluate(() => sessionStorage.clear());
    await page.goto('about:blank');
    await page.goto(demo.address);
    await page.getByText(/^The code in the address has been used or has expired/).waitFor();
  });
});
