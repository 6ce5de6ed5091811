/**
 * Housekeeping of many items does not block the event loop: it is spread over turns. The tests count the work per turn
 * and do not measure time.
 */

import { CloseCode, Role } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import { endRemoved } from '../src/auth/removed-developers.js';
import { GatewayApplication } from '../src/gateway/application.js';
import { CONNECTIONS_PER_TURN } from '../src/in-turns.js';
import { Allowances } from '../src/limits/allowances.js';
import { chunkOf } from '../src/storage/contract/events.js';
import { MetaStore } from '../src/storage/disk/meta/meta-store.js';
import { Positions } from '../src/storage/disk/segment/positions.js';
import { MemoryEventLog } from '../src/storage/memory/memory-event-log.js';
import { MemoryTokenStore } from '../src/storage/memory/memory-token-store.js';
import type { TokenStore } from '../src/storage/ports.js';
import { FakeLink, gatewayUnderTest } from './gateway-under-test.js';
import { on } from './log-calls.js';
import { stallableStorage } from './stalled-storage.js';
import { temporaryDirectory } from './temporary-directory.js';
import { countTurns } from './turn-counter.js';

/** Maximum number of items per turn; an item needs some microseconds. */
const A_TURN = 1_000;
const MANY = 20_000;

/** Number of turns that `work` needs. */
async function turnsOf(work: () => Promise<unknown>): Promise<number> {
  using turns = countTurns();
  const before = turns.now;
  await work();
  return turns.now - before;
}

async function fill(tokens: TokenStore): Promise<void> {
  const grant = { developerId: 'a', role: Role.Consumer, userId: '', expiresAtMs: 5 };
  await Promise.all(
    Array.from({ length: MANY }, (_, i) =>
      tokens.issue(`hash-${i}`, { ...grant, developerId: i % 2 === 0 ? 'a' : 'b' }),
    ),
  );
}

describe('housekeeping', () => {
  it('checks for removed developers in turns, each once', async () => {
    let asked = 0;
    const refused: unknown[] = [];
    const isKnown = async (id: string): Promise<boolean> => {
      asked++;
      return id !== 'gone';
    };
    function* members() {
      for (let i = 0; i < MANY; i++) {
        const developerId = i === MANY - 1 ? 'gone' : `developer-${i >> 1}`;
        yield { developerId, refuse: (code: unknown) => refused.push(code) };
      }
    }
    const turns = await turnsOf(() => endRemoved({ isKnown }, members()));
    expect(turns).toBeGreaterThanOrEqual(MANY / A_TURN - 1);
    expect(asked).toBe(MANY / 2 + 1);
    expect(refused).toEqual([4001]);
  });

  it('purges expired tokens in turns, on disk and in memory', async () => {
    await using directory = await temporaryDirectory();
    let nowMs = 0;
    const meta = await MetaStore.open(directory.path, () => nowMs);
    for (const tokens of [meta.tokens, new MemoryTokenStore(() => nowMs)]) {
      nowMs = 0;
      await fill(tokens);
      nowMs = 10;
      expect(await turnsOf(() => tokens.purge())).toBeGreaterThanOrEqual(MANY / A_TURN - 1);
      nowMs = 0;
      expect(await tokens.find('hash-0')).toBeUndefined();
      expect(await tokens.find(`hash-${MANY - 1}`)).toBeUndefined();
    }
    await meta.close();
  });

  it('removes the tokens of a developer in turns, and no others', async () => {
    await using directory = await temporaryDirectory();
    const meta = await MetaStore.open(directory.path, () => 0);
    await fill(meta.tokens);
    await meta.developers.put({ id: 'a', keyHash: 'h' });
    const turns = await turnsOf(() => meta.developers.remove('a'));
    expect(turns).toBeGreaterThanOrEqual(MANY / A_TURN - 1);
    expect(await meta.tokens.find('hash-0')).toBeUndefined();
    expect(await meta.tokens.find('hash-1')).toBeDefined();
    await meta.close();
  });

  it('closes connections and waits for streams in turns, at a stop', async () => {
    const { storage } = stallableStorage();
    const gateway = gatewayUnderTest(storage);
    const settings = { trustedProxies: [], origins: undefined };
    const http = async () => ({ status: 200, body: {} });
    const application = new GatewayApplication(gateway, settings, http);
    const request = {
      method: 'GET',
      path: '/connect',
      rawQuery: '',
      peerAddress: '127.0.0.1',
      header: () => '',
    };
    const links = Array.from({ length: 2_000 }, () => new FakeLink());
    for (const link of links) application.open(link, request);
    const ending = await turnsOf(() =>
      application.endAll((session) => session.stop(CloseCode.GoingAway)),
    );
    expect(ending).toBeGreaterThanOrEqual(links.length / CONNECTIONS_PER_TURN - 1);
    expect(links.every(({ ended }) => ended?.code === CloseCode.GoingAway)).toBe(true);

    let leave = (): void => {};
    const left = new Promise<void>((resolve) => {
      leave = resolve;
    });
    const users = Array.from({ length: MANY }, (_, i) =>
      gateway.streams.use(`developer-${i}`, () => left),
    );
    const settling = await turnsOf(() => gateway.streams.settled());
    expect(settling).toBeGreaterThanOrEqual(MANY / A_TURN - 1);
    leave();
    await Promise.all(users);
    await storage.close();
  });

  it('purges allowances in turns', async () => {
    const allowances = new Allowances({ perSecond: 1, burstMs: 1_000, graceMs: 0 });
    for (let i = 0; i < MANY; i++) allowances.of(`key-${i}`);
    expect(await turnsOf(() => allowances.purge(1))).toBeGreaterThanOrEqual(MANY / A_TURN - 1);
    expect(allowances.size).toBe(0);
  });

  it('reads the seqs of removed segments and the contents of segments in turns, at a start', async () => {
    const lastSeqs = Array.from({ length: MANY }, (_, i) => [`developer-${i}`, 7] as const);
    let positions: Positions | undefined;
    const opening = await turnsOf(async () => {
      positions = await Positions.open(lastSeqs);
    });
    expect(opening).toBeGreaterThanOrEqual(MANY / A_TURN - 1);
    const entries = lastSeqs.map(([developerId]) => ({ developerId, lastSeq: 9, marks: [] }));
    const restoring = await turnsOf(async () => positions?.restore(1, entries));
    expect(restoring).toBeGreaterThanOrEqual(MANY / A_TURN - 1);
    expect(positions?.of('developer-1').lastSeq).toBe(9);
  });

  it('removes old events from the log in memory in turns', async () => {
    let nowMs = 0;
    const log = new MemoryEventLog({ retentionMs: 10, now: () => nowMs });
    for (let seq = 1; seq <= MANY; seq++) await on(log).append('a', chunkOf('a', seq, 1, 0));
    nowMs = 100;
    expect(await turnsOf(() => log.purge())).toBeGreaterThanOrEqual(MANY / A_TURN - 1);
    expect(log.usage.bytes).toBe(0);
    await on(log).append('a', chunkOf('a', MANY + 1, 1, nowMs));
    expect(await on(log).head('a')).toMatchObject({ firstSeq: MANY + 1, lastSeq: MANY + 1 });
  });
});
