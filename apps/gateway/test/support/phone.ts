/** A phone: headless Chromium with the page of `phone-page.js`, on the bus of a mock of BlueZ. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { GetToken } from '@wearwire/client-producer';
import { ensureProgram } from '@wearwire/test-support';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { rolldown } from 'rolldown';

const PAGE = fileURLToPath(new URL('phone-page.js', import.meta.url));

/** Path of Chromium; `undefined` if it is missing and cannot be installed. */
export const chromiumPath = ensureProgram('chromium');

/** A device that the page pairs. */
export interface Pairing {
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly service: string;
  readonly characteristic: string;
  /** Set for a sensor that sends only after a command. */
  readonly control?: string;
}

interface Prompt {
  readonly id: string;
  readonly devices: readonly { readonly id: string; readonly name: string }[];
}

export class Phone implements AsyncDisposable {
  readonly #server: Server;
  readonly #browser: Browser;
  readonly #page: Page;
  readonly #devtools: CDPSession;
  /** Errors in the page. */
  readonly problems: string[] = [];

  private constructor(server: Server, browser: Browser, page: Page, devtools: CDPSession) {
    this.#server = server;
    this.#browser = browser;
    this.#page = page;
    this.#devtools = devtools;
    page.on('pageerror', (error) => this.problems.push(error.message));
  }

  static async start(busAddress: string, tokenOf: (user: string) => GetToken): Promise<Phone> {
    const server = await servePage(await bundled(), tokenOf);
    const browser = await chromium.launch({
      executablePath: String(chromiumPath),
      args: ['--no-sandbox', '--disable-gpu', '--enable-features=WebBluetooth'],
      env: { ...(process.env as Record<string, string>), DBUS_SYSTEM_BUS_ADDRESS: busAddress },
    });
    const page = await browser.newPage();
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('DeviceAccess.enable');
    const phone = new Phone(server, browser, page, devtools);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return phone;
  }

  /** Pairs the device of this name; resolves when the page receives from it. */
  async pair(pairing: Pairing): Promise<void> {
    await this.#page.evaluate(`globalThis.wanted = ${JSON.stringify(pairing)}`);
    const chosen = this.#choose(pairing.name);
    await this.#page.getByRole('button', { name: 'Pair' }).click();
    await chosen;
    await this.#page.evaluate('globalThis.paired');
  }

  /** Notifications of each device so far, by its name. */
  counts(): Promise<Readonly<Record<string, number>>> {
    return this.#page.evaluate('globalThis.phone.counts');
  }

  /** Closes the producers; resolves to the number of unconfirmed readings. */
  close(): Promise<number> {
    return this.#page.evaluate('globalThis.phone.close()');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }

  /** Answers the browser's device prompt, which is updated as devices are found. */
  async #choose(name: string): Promise<void> {
    for (;;) {
      const { id, devices } = await new Promise<Prompt>((resolve) => {
        this.#devtools.once('DeviceAccess.deviceRequestPrompted', resolve);
      });
      const deviceId = devices.find((device) => device.name === name)?.id;
      if (deviceId === undefined) continue;
      await this.#devtools.send('DeviceAccess.selectPrompt', { id, deviceId });
      return;
    }
  }
}

async function bundled(): Promise<string> {
  const build = await rolldown({ input: PAGE, platform: 'browser' });
  const { output } = await build.generate({});
  await build.close();
  return output[0].code;
}

/** Serves tokens to the page, as a backend does to its app. */
async function servePage(script: string, tokenOf: (user: string) => GetToken): Promise<Server> {
  const server = createServer(async ({ url = '' }, response) => {
    const [, user] = /^\/token\/(.+)$/.exec(url) ?? [];
    if (user !== undefined) {
      const { signal } = new AbortController();
      response.end(
        await tokenOf(decodeURIComponent(user))({ attempt: 1, reason: { kind: 'start' }, signal }),
      );
    } else if (url === '/page.js') {
      response.setHeader('content-type', 'text/javascript').end(script);
    } else {
      response
        .setHeader('content-type', 'text/html')
        .end('<body><script type="module" src="/page.js"></script>');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
