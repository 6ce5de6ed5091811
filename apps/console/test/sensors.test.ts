/** The sensors view (virtual wearables, a reading by hand) and the health view. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityViolations, Browsing, executablePath } from './support/browser.js';
import { type RunningBroker, startBroker } from './support/running-broker.js';

describe.skipIf(executablePath === undefined)('the sensors view and the health view', () => {
  let broker: RunningBroker;
  let browsing: Browsing;
  let page: Page;
  beforeAll(async () => {
    [broker, browsing] = await Promise.all([
      startBroker({ flags: ['--operator-key', 'operate'] }),
      Browsing.start(),
    ]);
    page = await browsing.signIn(broker, '#/sensors', { expects: /403/ });
  });
  afterAll(async () => {
    await browsing[Symbol.asyncDispose]();
    await broker.stop();
  });

  test('lists the browsers with Web Bluetooth in a browser without it', async () => {
    await page
      .getByText(/^This browser does not support Web Bluetooth. Chrome, Edge and Opera/)
      .waitFor();
    expect(await page.getByRole('button', { name: 'Pair a sensor' }).count()).toBe(0);
  });

  test('stores a manual reading and reports an invalid one', async () => {
    await page.getByLabel('Submit as user').fill('hand');
    await page.getByLabel('Type').fill('POWER');
    await page.getByLabel('Value in W').fill('much');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText(/^Enter a number/).waitFor();
    await page.getByLabel('Value in W').fill('251');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Stored by the broker.').waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test('a virtual wearable keeps sending marked readings in other views until it is stopped', async () => {
    await page.getByLabel('Submit as user').fill('virtual');
    await page.getByRole('button', { name: 'Start as virtual' }).click();
    await page.getByRole('link', { name: 'Live' }).click();
    const card = page.getByRole('article', { name: 'virtual' });
    await card.getByText('synthetic').waitFor();
    await card.getByText('ECG', { exact: true }).waitFor();
    await card.locator('.hero strong').filter({ hasText: /^\d+$/ }).waitFor();
    await page.getByRole('article', { name: 'hand' }).getByText('251').waitFor();
    await page.getByRole('link', { name: 'Sensors' }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await page.getByText('virtual: heart, ecg').count()).toBe(0);
  });

  test('health shows the figures of the developer, and of the whole broker only with the operator key', async () => {
    await page.getByRole('link', { name: 'Health' }).click();
    const tile = (name: string) => page.locator('.tiles div').filter({ hasText: name });
    await tile('events stored').filter({ hasText: /[1-9]/ }).first().waitFor();
    await tile('monitors').filter({ hasText: '1' }).first().waitFor();
    expect(await tile('mean commit time').count()).toBe(0);
    await page.getByLabel('Operator key').fill('guess');
    await page.getByRole('button', { name: 'Show' }).click();
    await page
      .getByText('The operator key is wrong, or the broker was started without one.')
      .waitFor();
    await page.getByLabel('Operator key').fill('operate');
    await page.getByRole('button', { name: 'Show' }).click();
    await tile('mean commit time').filter({ hasText: /ms/ }).waitFor();
    await page.getByRole('img', { name: 'Plot: Connections, all developers' }).waitFor();
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});
