/** P-CON: the endpoint, HELLO, and the headers and query of an upgrade request. */
import type { Check } from '../check.js';
import type { OpenOptions, TestContext } from '../context/test-context.js';
import { assert, assertSame, formatValue } from '../verdict.js';
import { UpgradeError } from '../wire/open-socket.js';

const HELLO = /^\{"op":2,"d":\{"heartbeat_interval":[1-9][0-9]*\}\}$/;

async function helloOf(context: TestContext, options: OpenOptions): Promise<string> {
  const client = await context.connect(options);
  const hello = await client.nextFrame('HELLO');
  await client.expectNoMoreFrames('after HELLO');
  return hello;
}

/** Asserts that HELLO is the same as for a client that requests nothing. */
async function samePublishedHello(context: TestContext, options: OpenOptions): Promise<string> {
  const hello = await helloOf(context, options);
  assertSame(hello, await helloOf(context, {}), 'HELLO');
  assert(HELLO.test(hello), formatValue(hello));
  return hello;
}

async function refusesOtherPaths(context: TestContext): Promise<string> {
  const { pathname } = context.settings.url;
  const paths = ['/', `${pathname}/x`, `${pathname}x`, '/no/such/path'];
  for (const path of paths) {
    const refusal = await context.connect({ path }).catch((error: unknown) => error);
    assert(refusal instanceof UpgradeError, `${path}: a WebSocket was opened`);
    const status = refusal.status ?? 0;
    assert(status >= 400 && status < 500, `${path}: ${refusal.message}`);
  }
  return `HTTP 4xx for ${paths.join(', ')}`;
}

export const connectingChecks: readonly Check[] = [
  {
    id: 'connecting.upgrade',
    rule: 'P-CON-1',
    title: 'opens a WebSocket at the endpoint',
    expected: '101 with the Sec-WebSocket-Accept that belongs to the key',
    run: async (context) => {
      const client = await context.connect();
      return `HTTP ${client.wire.answer.status}`;
    },
  },
  {
    id: 'connecting.other-path',
    rule: 'P-CON-1',
    title: 'opens no WebSocket at another path',
    expected: 'HTTP 4xx for an upgrade on another path',
    run: refusesOtherPaths,
  },
  {
    id: 'connecting.hello',
    rule: 'P-CON-2',
    title: 'sends HELLO once, immediately and exactly as published',
    expected:
      '{"op":2,"d":{"heartbeat_interval":N}}, compact, in one text message, and no further frame',
    run: async (context) => {
      const hello = await helloOf(context, {});
      assert(HELLO.test(hello), formatValue(hello));
      return hello;
    },
  },
  {
    id: 'connecting.unknown-query',
    rule: 'P-CON-3',
    title: 'ignores unknown query parameters',
    expected: 'the same HELLO as without a query',
    run: (context) => samePublishedHello(context, { query: '?v=9&colour=blue&token=%00&x' }),
  },
  {
    id: 'connecting.unknown-extension',
    rule: 'P-CON-3',
    title: 'confirms no unknown extension or encoding',
    expected: 'the same HELLO as without a query',
    run: (context) =>
      samePublishedHello(context, {
        query: '?encoding=no-such-encoding&extensions=no-such,,thing',
      }),
  },
  {
    id: 'connecting.subprotocol',
    rule: 'P-CON-3',
    title: 'selects no subprotocol by Sec-WebSocket-Protocol',
    expected: '101 without a subprotocol, and the same HELLO',
    run: async (context) => {
      const headers = { 'Sec-WebSocket-Protocol': 'terra, wearwire.msgpack' };
      const client = await context.connect({ headers });
      const selected = client.wire.answer.headers.get('sec-websocket-protocol');
      assert(selected === undefined, `the server selected ${selected}`);
      return samePublishedHello(context, { headers });
    },
  },
  {
    id: 'connecting.deflate-offered',
    rule: 'P-CON-2',
    title: 'accepts a client that offers permessage-deflate',
    expected: 'HELLO, compressed or not',
    run: (context) =>
      samePublishedHello(context, {
        headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' },
      }),
  },
  {
    id: 'connecting.origin',
    rule: 'P-CON-4',
    title: 'accepts any Origin',
    expected: 'the same HELLO with any Origin header',
    run: async (context) => {
      for (const Origin of ['https://app.example.org', 'null', 'http://localhost:3000']) {
        await samePublishedHello(context, { headers: { Origin } });
      }
      return 'HELLO for three origins';
    },
  },
];
