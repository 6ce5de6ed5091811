/**
 * Real Web Bluetooth: Chromium's stack over a private D-Bus to a mock of BlueZ. Two straps and an ECG strap
 * are paired, and an independent consumer reads what they sent.
 */
import { type Consumer, createConsumer, tokenFromServer } from '@wearwire/client-consumer';
import { BluezMock, dbusDaemon, PrivateBus } from '@wearwire/test-support/bluez';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addAdapter,
  beat,
  Chooser,
  ecgPacket,
  ecgStrap,
  HEART_RATE_MEASUREMENT,
  PMD_CONTROL,
  PMD_DATA,
  polarAnswer,
  strap,
} from './support/bluetooth.js';
import { accessibilityViolations, Browsing, executablePath } from './support/browser.js';
import { DEVELOPER, type RunningBroker, startBroker } from './support/running-broker.js';

const ANNA = 'C0:00:00:00:00:01';
const BEN = 'C0:00:00:00:00:02';
const ECG = 'C0:00:00:00:00:03';

describe.skipIf(executablePath === undefined || dbusDaemon === undefined)('Web Bluetooth', () => {
  const bluez = new BluezMock();
  let bus: PrivateBus;
  let broker: RunningBroker;
  let browsing: Browsing;
  let page: Page;
  let chooser: Chooser;
  let consumer: Consumer;
  /** Readings received by the independent consumer: `user TYPE value`. */
  const got: string[] = [];
  /** Devices that are out of range. */
  const away = new Set<string>();

  beforeAll(async () => {
    bus = await PrivateBus.start();
    await bluez.attach(bus.address);
    addAdapter(bluez);
    bluez.addDevice(strap(ANNA, 'Strap A', 81));
    bluez.addDevice(strap(BEN, 'Strap B', 42));
    bluez.addDevice(ecgStrap(ECG, 'ECG strap'));
    bluez.hooks = {
      refuse: (address) => (away.has(address) ? 'le-connection-abort-by-local' : undefined),
      wrote: (address, uuid, bytes) => {
        if (uuid === PMD_CONTROL) bluez.notify(address, uuid, polarAnswer(bytes));
      },
    };
    [broker, browsing] = await Promise.all([
      startBroker(),
      Browsing.start(['--enable-features=WebBluetooth'], {
        ...process.env,
        DBUS_SYSTEM_BUS_ADDRESS: bus.address,
      }),
    ]);
    const { url } = broker;
    const { id: developerId, key: apiKey } = DEVELOPER;
    consumer = createConsumer({ url, getToken: tokenFromServer({ url, developerId, apiKey }) });
    consumer.on('*', ({ uid, type, reading }) => {
      const { val, d } = reading as { val?: number; d?: number[] };
      got.push(`${uid} ${type} ${val ?? d?.join(',')}`);
    });
    page = await browsing.signIn(broker, '#/sensors');
    chooser = await Chooser.of(page);
  });
  afterAll(async () => {
    await consumer?.stop();
    await browsing?.[Symbol.asyncDispose]();
    await broker?.stop();
    bluez.detach();
    await bus?.[Symbol.asyncDispose]();
  });

  const device = (name: string) => page.getByRole('region', { name });

  async function pair(user: string, name: string): Promise<void> {
    await page.getByLabel('Submit as user').fill(user);
    const chosen = chooser.choose(name);
    await page.getByRole('button', { name: 'Pair a sensor' }).click();
    await chosen;
    await device(name).getByText('connected', { exact: true }).waitFor();
  }

  /** Sends the bytes when the characteristic has a subscriber. */
  async function notify(address: string, uuid: string, bytes: Uint8Array): Promise<void> {
    await expect.poll(() => bluez.notify(address, uuid, bytes), { timeout: 20_000 }).toBe(true);
  }

  async function received(...events: unknown[]): Promise<void> {
    await expect.poll(() => got, { timeout: 20_000 }).toEqual(expect.arrayContaining(events));
  }

  test('two straps show their bytes, fields and battery, and their readings are submitted for their users', async () => {
    await pair('anna', 'Strap A');
    await pair('ben', 'Strap B');
    await device('Strap A').getByText('submits as anna · battery 81 % · Acme · HR 1').waitFor();
    await notify(ANNA, HEART_RATE_MEASUREMENT, beat(71));
    await notify(BEN, HEART_RATE_MEASUREMENT, beat(144));
    await device('Strap A').getByRole('heading', { name: 'Heart Rate Measurement' }).waitFor();
    await device('Strap A').getByText('16 47 40 03', { exact: true }).waitFor();
    const fields = await device('Strap A').locator('.fields > div').allInnerTexts();
    expect(fields.map((one) => one.replace(/\s+/g, ' '))).toEqual(
      expect.arrayContaining(['heart rate 71 bpm', 'rr intervals 812.5 ms']),
    );
    await device('Strap B').getByText('HEART_RATE 144 bpm').waitFor();
    await received('anna BATTERY 81', 'anna HEART_RATE 71', 'anna RR_INTERVAL 812.5');
    await received('ben BATTERY 42', 'ben HEART_RATE 144');
    expect(got).not.toContain('anna HEART_RATE 144');
  });

  test('an ECG strap is told over its control point to start, and its samples reach the consumer', async () => {
    await pair('cleo', 'ECG strap');
    await notify(ECG, PMD_DATA, ecgPacket([0, 50, 100, -150]));
    await device('ECG strap')
      .getByRole('heading', { name: /^Polar PMD ECG/ })
      .waitFor();
    await received('cleo ECG 0,0.05,0.1,-0.15');
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test('a strap out of range is reported, and is reconnected automatically when it is in range again', async () => {
    away.add(ANNA);
    bluez.drop(ANNA);
    await device('Strap A')
      .getByText(/^not connected; retrying/)
      .waitFor();
    expect(await device('Strap B').getByText('connected', { exact: true }).count()).toBe(1);
    away.delete(ANNA);
    await device('Strap A').getByText('connected', { exact: true }).waitFor();
    await notify(ANNA, HEART_RATE_MEASUREMENT, beat(93));
    await received('anna HEART_RATE 93');
  });

  test('removing a strap disconnects it, and closing the chooser pairs nothing', async () => {
    await page.getByRole('button', { name: 'Remove Strap B' }).click();
    await expect.poll(() => bluez.isConnected(BEN)).toBe(false);
    expect(await device('Strap B').count()).toBe(0);
    const cancelled = chooser.cancel();
    await page.getByRole('button', { name: 'Pair a sensor' }).click();
    await cancelled;
    await page.getByText('No sensor was chosen.').waitFor();
  });
});
