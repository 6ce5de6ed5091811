/**
 * From the opening of the page to changing readings: one reading is enough for a card, and the next one changes it.
 * With CONSOLE_OPENINGS=N it starts the demo and opens its address N times, and prints the times.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Browsing, executablePath } from './support/browser.js';
import { Feed } from './support/feed.js';
import { startBroker, startDemo } from './support/running-broker.js';

const OPENINGS = Number(process.env.CONSOLE_OPENINGS ?? 0);

/** The page is still open when the broker stops. */
const STOPPED = /ERR_|WebSocket/;

interface Opening {
  /** Time from the start of the navigation, ms. */
  readonly shownMs: number;
  readonly movedMs: number;
}

describe.skipIf(executablePath === undefined)('opening the page', () => {
  let browsing: Browsing;
  beforeAll(async () => {
    browsing = await Browsing.start();
  });
  afterAll(async () => {
    await browsing[Symbol.asyncDispose]();
  });

  test('the first reading is shown before there is a second one, and the second one changes the card', async () => {
    await using broker = await startBroker();
    const page = await browsing.signIn(broker, '', { expects: STOPPED });
    await using feed = new Feed(broker);
    const value = page.getByRole('article', { name: 'anna' }).locator('.hero strong');
    for (const val of [71, 93]) {
      expect(await feed.submit('anna', 'HEART_RATE', { val })).toBe('acked');
      await value.filter({ hasText: new RegExp(`^${val}$`) }).waitFor();
    }
  });

  test.skipIf(OPENINGS === 0)('times of the demo', { timeout: OPENINGS * 30_000 }, async () => {
    const openings: Opening[] = [];
    for (let i = 0; i < OPENINGS; i++) {
      await using demo = await startDemo();
      const page = await browsing.open(demo.address, { expects: STOPPED });
      openings.push(
        await page.evaluate(async (): Promise<Opening> => {
          const values = () =>
            [...document.querySelectorAll('.hero strong')]
              .map((one) => one.textContent ?? '')
              .filter((text) => /^\d+$/.test(text));
          const frame = () => new Promise(requestAnimationFrame);
          while (values().length === 0) await frame();
          const shownMs = performance.now();
          const [first] = values();
          while (values()[0] === first) await frame();
          return { shownMs, movedMs: performance.now() };
        }),
      );
    }
    const text = (of: (one: Opening) => number) => {
      const sorted = openings.map(of).sort((a, b) => a - b);
      const [min, median, max] = [0, Math.floor(OPENINGS / 2), OPENINGS - 1].map((index) =>
        (sorted[index] as number).toFixed(0),
      );
      return `${median} ms (${min} to ${max})`;
    };
    console.log(
      `median of ${OPENINGS} openings: first reading after ${text((one) => one.shownMs)}, moved after ${text((one) => one.movedMs)}`,
    );
  });
});
