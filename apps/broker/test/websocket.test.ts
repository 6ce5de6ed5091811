/**
 * Runs the WebSocket suite of @wearwire/conformance against the broker. docs/protocol.md lists each case in which the
 * broker deviates from RFC 6455 and RFC 7692; it must not deviate in any other case.
 */
import { readFile } from 'node:fs/promises';
import { runWebSocketSuite, type WebSocketRow, webSocketCasesOf } from '@wearwire/conformance';
import { describe, expect, test } from 'vitest';
import { createBroker } from '../src/index.js';
import { socketLibrary } from '../src/sockets/uws/socket-library.js';

const PAGE = new URL('../../../docs/protocol.md', import.meta.url);
const TABLE = /<!-- websocket-deviations -->\n(.*?)\n<!-- \/websocket-deviations -->/s;

/** `id: verdict` of each case that the page lists; `*` in a name matches any text. */
async function deviationsOf(sockets: string): Promise<string[]> {
  const rows = (TABLE.exec(await readFile(PAGE, 'utf8'))?.[1] ?? '').trim().split('\n').slice(2);
  const all = webSocketCasesOf().map(({ id }) => id);
  return rows.flatMap((row) => {
    const [, names = '', library, verdict] = row.split('|').map((cell) => cell.trim());
    if (library !== sockets) return [];
    return [...names.matchAll(/`([^`]+)`/g)].flatMap(([, name = '']) => {
      const pattern = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
      const found = all.filter((id) => pattern.test(id));
      expect(found, `${name} matches no case`).not.toEqual([]);
      return found.map((id) => `${id}: ${verdict}`);
    });
  });
}

const LIBRARIES = [
  { sockets: 'uws', library: 'uWebSockets.js' },
  { sockets: 'ws', library: 'ws' },
] as const;

const { binary } = await socketLibrary();

describe.each(LIBRARIES)('WebSocket on $library', ({ sockets, library }) => {
  const rowsOf = async (
    compression: boolean,
    only?: readonly string[],
  ): Promise<readonly WebSocketRow[]> => {
    const developers = [{ id: 'dev-a', key: 'key-of-a' }];
    const shared = { port: 0, store: 'memory', developers, sockets } as const;
    const settings = compression ? { ...shared, compression } : shared;
    await using broker = await createBroker(settings);
    expect(broker.sockets.library).toMatch(new RegExp(`^${library}`));
    const { rows } = await runWebSocketSuite({
      url: broker.url,
      replyTimeoutMs: 2_500,
      ...(only && { only }),
    });
    return rows;
  };

  test.skipIf(sockets === 'uws' && binary === undefined)(
    '[P-FR-9] deviates from RFC 6455 and RFC 7692 exactly as the page lists',
    async () => {
      const deviating = (await rowsOf(true)).filter(({ verdict }) => verdict !== 'ok');
      const found = deviating.map(({ id, verdict }) => `${id}: ${verdict}`).sort();
      expect(found).toEqual((await deviationsOf(library)).sort());
    },
  );

  test.skipIf(sockets === 'uws' && binary === undefined)(
    '[P-CON-11] negotiates no compression unless the setting enables it',
    async () => {
      for (const { id, verdict, observed } of await rowsOf(false, ['deflate'])) {
        const isOffer = id.startsWith('deflate.offer-');
        expect(`${id}: ${verdict}: ${observed}`).toMatch(isOffer ? /: ok: / : /: skipped: /);
      }
    },
  );
});
