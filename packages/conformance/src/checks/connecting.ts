/** P-CON: the endpoint, HELLO, and what a client may say in its upgrade request. */
import type { Check } from '../check.js';
import type { OpenOptions, Scene } from '../peers/scene.js';
import { demand, demandSame, shown } from '../verdict.js';
import { UpgradeError } from '../wire/open-socket.js';

const HELLO = /^\{"op":2,"d":\{"heartbeat_interval":[1-9][0-9]*\}\}$/;

async function helloOf(scene: Scene, options: OpenOptions): Promise<string> {
  const peer = await scene.dial(options);
  const hello = await peer.take('HELLO');
  await peer.nothingMore('behind HELLO');
  return hello;
}

/** HELLO, which must be the one that a client gets that asks for nothing. */
async function samePublishedHello(scene: Scene, options: OpenOptions): Promise<string> {
  const hello = await helloOf(scene, options);
  demandSame(hello, await helloOf(scene, {}), 'HELLO');
  demand(HELLO.test(hello), shown(hello));
  return hello;
}

async function refusesOtherPaths(scene: Scene): Promise<string> {
  const { pathname } = scene.settings.url;
  const paths = ['/', `${pathname}/x`, `${pathname}x`, '/no/such/path'];
  for (const path of paths) {
    const refusal = await scene.dial({ path }).catch((error: unknown) => error);
    demand(refusal instanceof UpgradeError, `${path}: a WebSocket was opened`);
    const status = refusal.status ?? 0;
    demand(status >= 400 && status < 500, `${path}: ${refusal.message}`);
  }
  return `HTTP 4xx for ${paths.join(', ')}`;
}

export const connectingChecks: readonly Check[] = [
  {
    id: 'connecting.upgrade',
    rule: 'P-CON-1',
    title: 'opens a WebSocket at the endpoint',
    expected: '101 with the Sec-WebSocket-Accept of the key',
    run: async (scene) => {
      const peer = await scene.dial();
      return `HTTP ${peer.wire.answer.status}`;
    },
  },
  {
    id: 'connecting.other-path',
    rule: 'P-CON-1',
    title: 'opens no WebSocket anywhere else',
    expected: 'HTTP 4xx for an upgrade on another path',
    run: refusesOtherPaths,
  },
  {
    id: 'connecting.hello',
    rule: 'P-CON-2',
    title: 'sends HELLO at once, exactly as published, and once',
    expected: '{"op":2,"d":{"heartbeat_interval":N}}, compact, one text message, nothing behind it',
    run: async (scene) => {
      const hello = await helloOf(scene, {});
      demand(HELLO.test(hello), shown(hello));
      return hello;
    },
  },
  {
    id: 'connecting.unknown-query',
    rule: 'P-CON-3',
    title: 'ignores a query that it does not know',
    expected: 'the same HELLO as without a query',
    run: (scene) => samePublishedHello(scene, { query: '?v=9&colour=blue&token=%00&x' }),
  },
  {
    id: 'connecting.unknown-extension',
    rule: 'P-CON-3',
    title: 'confirms no extension and no encoding that it does not know',
    expected: 'the same HELLO as without a query',
    run: (scene) =>
      samePublishedHello(scene, { query: '?encoding=no-such-encoding&extensions=no-such,,thing' }),
  },
  {
    id: 'connecting.subprotocol',
    rule: 'P-CON-3',
    title: 'negotiates nothing by Sec-WebSocket-Protocol',
    expected: '101 that picks no subprotocol, and the same HELLO',
    run: async (scene) => {
      const headers = { 'Sec-WebSocket-Protocol': 'terra, wearwire.msgpack' };
      const peer = await scene.dial({ headers });
      const picked = peer.wire.answer.headers.get('sec-websocket-protocol');
      demand(picked === undefined, `the server picked ${picked}`);
      return samePublishedHello(scene, { headers });
    },
  },
  {
    id: 'connecting.deflate-offered',
    rule: 'P-CON-2',
    title: 'serves a client that offers permessage-deflate',
    expected: 'HELLO, plain, or compressed if the server took the offer',
    run: (scene) =>
      samePublishedHello(scene, {
        headers: { 'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits' },
      }),
  },
  {
    id: 'connecting.origin',
    rule: 'P-CON-4',
    title: 'accepts any Origin',
    expected: 'the same HELLO with any Origin header',
    run: async (scene) => {
      for (const Origin of ['https://app.example.org', 'null', 'http://localhost:3000']) {
        await samePublishedHello(scene, { headers: { Origin } });
      }
      return 'HELLO for three origins';
    },
  },
];
