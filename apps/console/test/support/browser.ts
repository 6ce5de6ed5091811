/** Chromium with pages of the console. A page that logs an error or violates its policy fails the test. */

import { ensureProgram } from '@wearwire/test-support';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { DEVELOPER, type RunningBroker } from './running-broker.js';

/** `undefined` if Chromium is not installed; the tests are then skipped. */
export const executablePath = ensureProgram('chromium');

export interface PageOptions {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  /** Screen pixels per CSS pixel. */
  readonly scale?: number;
  /** Errors in the browser's log that the test causes itself. */
  readonly expects?: RegExp;
}

export class Browsing implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #contexts: BrowserContext[] = [];
  /** Unexpected errors logged by pages. */
  readonly errors: string[] = [];

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  static async start(args: readonly string[] = [], env: NodeJS.ProcessEnv = process.env) {
    const browser = await chromium.launch({
      executablePath: executablePath as string,
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', ...args],
      env: env as Record<string, string>,
    });
    return new Browsing(browser);
  }

  /** Opens a page and closes earlier ones, because a developer has few monitor slots. */
  async open(address: string, options: PageOptions = {}): Promise<Page> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
    return this.openBeside(address, options);
  }

  /** Opens a page that shares no state with other pages. */
  async openBeside(address: string, options: PageOptions = {}): Promise<Page> {
    const { theme = 'dark', width = 1440, height = 900, scale = 1, expects } = options;
    const context = await this.#browser.newContext({
      viewport: { width, height },
      deviceScaleFactor: scale,
      colorScheme: theme,
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    const note = (text: string) => {
      if (expects?.test(text) !== true) this.errors.push(text);
    };
    page.on('pageerror', (error) => note(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') note(`${message.text()} ${message.location().url}`);
    });
    await page.goto(address);
    return page;
  }

  /** Opens the page and signs in by the form. */
  async signIn(broker: RunningBroker, view = '', options: PageOptions = {}): Promise<Page> {
    const page = await this.open(`${broker.httpUrl}/${view}`, options);
    await page.getByLabel('Developer id').fill(DEVELOPER.id);
    await page.getByLabel('API key').fill(DEVELOPER.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Connected', { exact: true }).waitFor();
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    expect(this.errors).toEqual([]);
  }
}

/** Violations of accessibility rules (WCAG A and AA, and best practices), as `rule: elements`. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  // Not as a script element, because the page's policy blocks it. Once per loaded page.
  const known = await devtools.send('Runtime.evaluate', { expression: 'typeof axe' });
  if (known.result.value !== 'object') {
    await devtools.send('Runtime.evaluate', { expression: axe.source });
  }
  const { result, exceptionDetails } = await devtools.send('Runtime.evaluate', {
    expression: `axe.run(document).then(({ violations }) => JSON.stringify(violations.map(
      ({ id, nodes }) => id + ': ' + nodes.map(({ target, any }) =>
        target.join(' ') + ' ' + any.map(({ message }) => message).join('; ')).join(' | '))))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await devtools.detach();
  if (exceptionDetails) throw new Error(result.description ?? exceptionDetails.text);
  return JSON.parse(result.value as string) as string[];
}
