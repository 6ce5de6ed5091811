/**
 * Every view in both themes, at the width of a phone and of a desktop: no violation of accessibility rules, nothing
 * wider than the screen. With CONSOLE_PICTURES=FOLDER it takes a screenshot of each view.
 */
import { setTimeout as passed } from 'node:timers/promises';
import { BluezMock, dbusDaemon, PrivateBus } from '@wearwire/test-support/bluez';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { addAdapter, beat, Chooser, HEART_RATE_MEASUREMENT, strap } from './support/bluetooth.js';
import { Browsing, executablePath, expectAccessible } from './support/browser.js';
import { FIRST_OF_CAST, startCast } from './support/cast.js';
import { Feed } from './support/feed.js';
import { takePicture, takesPictures } from './support/picture.js';
import { type RunningBroker, startBroker } from './support/running-broker.js';

/** Time until lines and sweeps are complete, for screenshots. */
const PICTURE_AFTER_MS = 35_000;
const STRAP = 'C0:00:00:00:00:01';
const VIEWS: Readonly<Record<string, string>> = {
  live: '#/live',
  user: `#/live/${FIRST_OF_CAST}`,
  stream: '#/stream',
  sensors: '#/sensors',
  connect: '#/connect',
  health: '#/health',
};

describe.skipIf(executablePath === undefined || dbusDaemon === undefined)('the views', () => {
  const bluez = new BluezMock();
  let bus: PrivateBus;
  let broker: RunningBroker;
  let browsing: Browsing;
  let feed: Feed;
  let page: Page;
  beforeAll(async () => {
    bus = await PrivateBus.start();
    await bluez.attach(bus.address);
    addAdapter(bluez);
    bluez.addDevice(strap(STRAP, 'Strap 4711', 81));
    [broker, browsing] = await Promise.all([
      startBroker({ flags: ['--operator-key', 'operate'] }),
      Browsing.start(['--enable-features=WebBluetooth'], {
        ...process.env,
        DBUS_SYSTEM_BUS_ADDRESS: bus.address,
      }),
    ]);
    feed = new Feed(broker);
    page = await browsing.signIn(broker, '#/sensors', { scale: takesPictures ? 1.5 : 1 });
    const chosen = (await Chooser.of(page)).choose('Strap 4711');
    await page.getByLabel('Submit as user').fill('frieda');
    await page.getByRole('button', { name: 'Pair a sensor' }).click();
    await chosen;
    startCast(feed);
    feed.every(1_000, (count) => {
      const rrMs = 900 + 30 * Math.sin(count) + 12 * Math.cos(3 * count);
      bluez.notify(STRAP, HEART_RATE_MEASUREMENT, beat(Math.round(60_000 / rrMs), rrMs));
    });
    await page.getByRole('heading', { name: 'Heart Rate Measurement' }).waitFor();
    await page.evaluate(() => {
      location.hash = '#/health';
    });
    await page.getByLabel('Operator key').fill('operate');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('mean commit time').waitFor();
    if (takesPictures) await passed(PICTURE_AFTER_MS);
  });
  afterAll(async () => {
    await feed[Symbol.asyncDispose]();
    await browsing[Symbol.asyncDispose]();
    await broker.stop();
    bluez.detach();
    await bus[Symbol.asyncDispose]();
  });

  async function show(view: string): Promise<void> {
    await page.evaluate((hash) => {
      location.hash = hash;
      scrollTo(0, 0);
    }, VIEWS[view] as string);
    await page.getByRole('heading', { level: 1 }).waitFor();
    // Checking the rules takes a long time with hundreds of similar rows.
    if (view === 'stream' && !takesPictures) {
      await page.getByLabel('Type contains').fill('BATTERY');
    }
  }

  test.each(Object.keys(VIEWS))(
    '%s is accessible and fits, in both themes and widths',
    async (view) => {
      await show(view);
      await expectAccessible(page, (look) => takePicture(page, `${view}-${look}`));
    },
  );
});
