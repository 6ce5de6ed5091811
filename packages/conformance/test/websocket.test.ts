/** The WebSocket suite against a server that is strict, and against one that breaks the RFC in one point. */
import { describe, expect, test } from 'vitest';
import {
  runWebSocketSuite,
  type WebSocketRow,
  type WebSocketSuiteOptions,
  webSocketCasesOf,
} from '../src/websocket/run-websocket.js';
import { FAULTS, type Fault } from './websocket-stand-in/faults.js';
import { WebSocketStandIn } from './websocket-stand-in/stand-in.js';

const MESSAGE_BYTES_MAX = 65_536;
/** What must come does not, in these runs: the wait for it is cut short. */
const IMPATIENT = { replyTimeoutMs: 1_500, quietMs: 100, concurrency: 24 };

async function rowsOf(
  fault: Fault | undefined,
  options: Partial<WebSocketSuiteOptions>,
): Promise<readonly WebSocketRow[]> {
  const { echoes = true } = options;
  const facts = { echoes, messageBytesMax: MESSAGE_BYTES_MAX };
  await using standIn = await WebSocketStandIn.start({ ...facts, fault });
  const { rows } = await runWebSocketSuite({ ...facts, url: standIn.url, ...options });
  return rows;
}

/** A name with `*` stands for all ids that it matches. */
function idsOf(names: readonly string[] = []): string[] {
  const all = webSocketCasesOf().map(({ id }) => id);
  return names.flatMap((name) => {
    const pattern = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
    const found = all.filter((id) => pattern.test(id));
    expect(found, `${name} names no case`).not.toEqual([]);
    return found;
  });
}

describe('the cases', () => {
  test('have ids of their own, a section of an RFC, and are more than 250', () => {
    const cases = webSocketCasesOf();
    expect(cases.length).toBeGreaterThan(250);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    for (const { section } of cases) expect(section).toMatch(/^RFC \d{4}, \d/);
  });
});

describe('a strict server', () => {
  test.each([true, false])('passes every case (echoes: %s)', async (echoes) => {
    const rows = await rowsOf(undefined, { echoes });
    expect(rows.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    expect(rows.length).toBe(webSocketCasesOf().length);
  });
});

describe('a server that breaks the RFC', () => {
  for (const [name, noticed] of Object.entries(FAULTS)) {
    test(`${name} is noticed`, async () => {
      const failed = idsOf('failed' in noticed ? noticed.failed : []);
      const nonStrict = idsOf('nonStrict' in noticed ? noticed.nonStrict : []);
      const only = [...failed, ...nonStrict];
      const rows = await rowsOf(name as Fault, { ...IMPATIENT, only });
      const wanted = (id: string): string => (failed.includes(id) ? 'failed' : 'non-strict');
      const other = rows.filter(({ id, verdict }) => verdict !== wanted(id));
      expect(other.map(({ id, verdict, observed }) => `${id}: ${verdict}: ${observed}`)).toEqual(
        [],
      );
    });
  }

  test('no case passes whatever a server does', () => {
    const noticed = new Set(
      Object.values(FAULTS).flatMap((fault) => [
        ...idsOf('failed' in fault ? fault.failed : []),
        ...idsOf('nonStrict' in fault ? fault.nonStrict : []),
      ]),
    );
    const never = webSocketCasesOf().filter(({ id }) => !noticed.has(id));
    expect(never.map(({ id }) => id)).toEqual([]);
  });
});
