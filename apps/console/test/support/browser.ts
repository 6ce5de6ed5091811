/** Chromium with pages of the console. A page that logs an error or violates its policy fails the test. */

import { ensureProgram } from '@wearwire/test-support';
import axe from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { DEVELOPER, type RunningBroker } from './running-broker.js';

/** `undefined` if Chromium is not installed; the tests are then skipped. */
export const executablePath = ensureProgram('chromium');

const THEMES = ['dark', 'light'] as const;
/** Size of a desktop and of a phone, in CSS pixels. */
const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

export interface PageOptions {
  readonly theme?: (typeof THEMES)[number];
  readonly width?: number;
  readonly height?: number;
  /** Screen pixels per CSS pixel. */
  readonly scale?: number;
  /** Errors in the browser's log that the test causes itself. */
  readonly expects?: RegExp;
}

/** The browser of all test files of this process that start none of their own; it ends with the process. */
let shared: Promise<Browser> | undefined;

function launch(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Browser> {
  return chromium.launch({
    executablePath: executablePath as string,
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', ...args],
    env: env as Record<string, string>,
  });
}

export class Browsing implements AsyncDisposable {
  readonly #browser: Browser;
  readonly #isOwn: boolean;
  readonly #contexts: BrowserContext[] = [];
  /** Unexpected errors logged by pages. */
  readonly errors: string[] = [];

  private constructor(browser: Browser, isOwn: boolean) {
    this.#browser = browser;
    this.#isOwn = isOwn;
  }

  /** Starts a separate browser if arguments or an environment are given; otherwise uses the shared one. */
  static async start(args: readonly string[] = [], env?: NodeJS.ProcessEnv): Promise<Browsing> {
    const isOwn = args.length > 0 || env !== undefined;
    if (isOwn) return new Browsing(await launch(args, env ?? process.env), true);
    shared ??= launch([], process.env);
    return new Browsing(await shared, false);
  }

  /** Opens a page and closes earlier ones, because the number of monitors of a developer is limited. */
  async open(address: string, options: PageOptions = {}): Promise<Page> {
    await this.#closePages();
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

  /** Opens the page and signs in with the form. */
  async signIn(broker: RunningBroker, view = '', options: PageOptions = {}): Promise<Page> {
    const page = await this.open(`${broker.httpUrl}/${view}`, options);
    await page.getByLabel('Developer id').fill(DEVELOPER.id);
    await page.getByLabel('API key').fill(DEVELOPER.key);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Connected', { exact: true }).waitFor();
    return page;
  }

  async #closePages(): Promise<void> {
    await Promise.all(this.#contexts.splice(0).map((context) => context.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (this.#isOwn ? this.#browser.close() : this.#closePages());
    expect(this.errors).toEqual([]);
  }
}

/**
 * In both themes, at the size of a desktop and of a phone: no violation of accessibility rules, and nothing wider than
 * the screen. Calls `look` in each theme and size with their name, such as `dark-390`.
 */
export async function expectAccessible(
  page: Page,
  look: (name: string) => Promise<void> = async () => {},
): Promise<void> {
  const before = page.viewportSize();
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      const name = `${colorScheme}-${size.width}`;
      expect(await accessibilityViolations(page), name).toEqual([]);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, name).toBeLessThanOrEqual(0);
      await look(name);
    }
  }
  if (before !== null) await page.setViewportSize(before);
}

/** Violations of accessibility rules (WCAG A and AA, and best practices), as `rule: affected elements`. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  const devtools = await page.context().newCDPSession(page);
  // Loads axe once per page, over DevTools, because the page's policy blocks script elements.
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
