/** Both clients in a real browser: bundled for a page, streaming through the broker. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Broker } from '@wearwire/broker';
import { type Cursor, tokenFromServer } from '@wearwire/client-consumer';
import { ensureProgram } from '@wearwire/test-support';
import { type Browser, chromium } from 'playwright-core';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEVELOPER, startBroker } from './broker.js';

const executablePath = ensureProgram('chromium');

/** The script of the page. Its parameters are the broker's URL and the URL of the token backend. */
const PAGE_SCRIPT = `
  import { createConsumer, webCursorStore } from '@wearwire/client-consumer';
  import { msgpack } from '@wearwire/client-consumer/msgpack';
  import { createProducer } from '@wearwire/client-producer';

  const tokenFor = (identity) => async ({ signal }) => (await fetch('/token/' + identity, { signal })).text();

  globalThis.stream = async ({ url, count, packed, from, to }) => {
    const encoding = packed ? { encoding: msgpack } : {};
    const consumer = createConsumer({
      url, ...encoding, after: 0, getToken: tokenFor('developer'), cursor: webCursorStore('cursor'),
      bufferEventsMax: 64, developer: 'me',
    });
    const producer = createProducer({ url, ...encoding, getToken: tokenFor('alice') });
    const gaps = [];
    consumer.on('gap', (gap) => gaps.push(gap));
    for (let val = from; val <= to; val++) {
      producer.submit('POWER', { ts: new Date().toISOString(), val });
    }
    const vals = [];
    for await (const event of consumer) {
      vals.push(event.reading.val);
      if (vals.length === count) break;
    }
    await producer.flush();
    await Promise.all([consumer.stop(), producer.close()]);
    return { vals, gaps, cursor: JSON.parse(localStorage.cursor) };
  };
`;

/** Bundles the page; throws on any warning, such as an import of a Node.js module. */
async function bundlePage(): Promise<string> {
  const entry = '\0page';
  const build = await rolldown({
    input: entry,
    cwd: import.meta.dirname,
    platform: 'browser',
    external: [],
    onLog: (_, log) => {
      throw new Error(log.message);
    },
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? PAGE_SCRIPT : undefined),
      },
    ],
  });
  const { output } = await build.generate({ minify: true });
  await build.close();
  return output[0].code;
}

/** Serves the page, and requests tokens for it, so that the page never has the API key. */
async function servePage(script: string, brokerUrl: string): Promise<Server> {
  const access = { url: brokerUrl, developerId: DEVELOPER.id, apiKey: DEVELOPER.key };
  const { signal } = new AbortController();
  const server = createServer(async (request, response) => {
    const [, identity] = /^\/token\/(.+)$/.exec(request.url ?? '') ?? [];
    if (identity !== undefined) {
      const getToken = tokenFromServer(
        identity === 'developer' ? access : { ...access, user: identity },
      );
      response.end(await getToken({ attempt: 1, reason: { kind: 'start' }, signal }));
    } else if (request.url === '/page.js') {
      response.setHeader('content-type', 'text/javascript').end(script);
    } else {
      response
        .setHeader('content-type', 'text/html')
        .end('<script type="module" src="/page.js"></script>');
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

interface Streamed {
  readonly vals: readonly number[];
  readonly gaps: readonly unknown[];
  readonly cursor: Cursor;
}

describe.skipIf(executablePath === undefined)('in a real Chromium', () => {
  let broker: Broker;
  let server: Server;
  let browser: Browser;

  beforeAll(async () => {
    broker = await startBroker();
    const script = await bundlePage();
    expect(script).not.toMatch(/\brequire\(|node:/);
    server = await servePage(script, broker.url);
    browser = await chromium.launch({
      ...(executablePath !== undefined && { executablePath }),
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
    await broker?.close();
  });

  test('both clients stream through the broker, and a reloaded page resumes after its cursor', async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    const { port } = server.address() as AddressInfo;
    const run = async (options: object): Promise<Streamed> => {
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.waitForFunction('globalThis.stream');
      return page.evaluate(`globalThis.stream(${JSON.stringify(options)})`);
    };
    const range = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, i) => from + i);

    const first = await run({ url: broker.url, from: 1, to: 500, count: 500 });
    expect(first).toMatchObject({ vals: range(1, 500), gaps: [], cursor: { seq: 499 } });
    // The loop ended before it had finished its last event, so that event is delivered again.
    const second = await run({ url: broker.url, packed: true, from: 501, to: 600, count: 101 });
    expect(second).toMatchObject({ vals: range(500, 600), gaps: [], cursor: { seq: 599 } });
    expect(problems).toEqual([]);
  });
});
