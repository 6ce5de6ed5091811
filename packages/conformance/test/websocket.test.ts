/** The WebSocket suite, run against a strict reference server and against one with a fault. */
import { describe, expect, test } from 'vitest';
import {
  runWebSocketSuite,
  type WebSocketRow,
  type WebSocketSuiteOptions,
  webSocketCasesOf,
} from '../src/websocket/run-websocket.js';
import { FAULTS, type Fault } from './reference-websocket/faults.js';
import { ReferenceWebSocketServer } from './reference-websocket/reference-websocket-server.js';

const MESSAGE_BYTES_MAX = 65_536;
/** In these runs expected events do not happen, so waits are short. */
const SHORT_WAITS = { replyTimeoutMs: 4_000, quietMs: 100, concurrency: 24 };

async function rowsOf(
  fault: Fault | undefined,
  options: Partial<WebSocketSuiteOptions>,
): Promise<readonly WebSocketRow[]> {
  const { echoes = true } = options;
  const settings = { echoes, messageBytesMax: MESSAGE_BYTES_MAX };
  await using server = await ReferenceWebSocketServer.start({ ...settings, fault });
  const { rows } = await runWebSocketSuite({ ...settings, url: server.url, ...options });
  return rows;
}

/** Expands names with `*` to all matching ids. */
function idsOf(names: readonly string[] = []): string[] {
  const all = webSocketCasesOf().map(({ id }) => id);
  return names.flatMap((name) => {
    const pattern = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
    const found = all.filter((id) => pattern.test(id));
    expect(found, `${name} matches no case`).not.toEqual([]);
    return found;
  });
}

describe('the cases', () => {
  test('number more than 250; each has a unique id and names a section of an RFC', () => {
    const cases = webSocketCasesOf();
    expect(cases.length).toBeGreaterThan(250);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    for (const { section } of cases) expect(section).toMatch(/^RFC \d{4}, \d/);
  });
});

describe.concurrent('a strict server', () => {
  test.each([true, false])('passes every case (echoes: %s)', async (echoes) => {
    const rows = await rowsOf(undefined, { echoes });
    expect(rows.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    expect(rows.length).toBe(webSocketCasesOf().length);
  });
});

describe.concurrent('a server with a fault', () => {
  for (const [name, detected] of Object.entries(FAULTS)) {
    test(`${name} is detected`, async () => {
      const failed = idsOf('failed' in detected ? detected.failed : []);
      const nonStrict = idsOf('nonStrict' in detected ? detected.nonStrict : []);
      const only = [...failed, ...nonStrict];
      const rows = await rowsOf(name as Fault, { ...SHORT_WAITS, only });
      const wanted = (id: string): string => (failed.includes(id) ? 'failed' : 'non-strict');
      const other = rows.filter(({ id, verdict }) => verdict !== wanted(id));
      expect(other.map(({ id, verdict, observed }) => `${id}: ${verdict}: ${observed}`)).toEqual(
        [],
      );
    });
  }

  test('every case fails for at least one fault', () => {
    const detected = new Set(
      Object.values(FAULTS).flatMap((fault) => [
        ...idsOf('failed' in fault ? fault.failed : []),
        ...idsOf('nonStrict' in fault ? fault.nonStrict : []),
      ]),
    );
    const never = webSocketCasesOf().filter(({ id }) => !detected.has(id));
    expect(never.map(({ id }) => id)).toEqual([]);
  });
});
