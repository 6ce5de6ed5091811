/** Screenshots, with CONSOLE_PICTURES=FOLDER. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import type { Page } from 'playwright-core';

const FOLDER = process.env.CONSOLE_PICTURES;
/** Time until a change of size or theme is drawn. */
const SETTLE_MS = 2_000;

export const takesPictures = FOLDER !== undefined;

export async function takePicture(page: Page, name: string): Promise<void> {
  if (FOLDER === undefined) return;
  await passed(SETTLE_MS);
  const devtools = await page.context().newCDPSession(page);
  const picture = { format: 'webp', quality: 80 } as const;
  const { data } = await devtools.send('Page.captureScreenshot', picture);
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
}
