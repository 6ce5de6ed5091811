/**
 * Housekeeping of many items does not block the event loop: it is spread over turns. The tests count the work per turn
 * and do not measure time.
 */

import { CloseCode, Role } from '@wearwire/protocol';
import { temporaryDirectory } from '@wearwire/test-support';
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
import { deferred } from './deferred.js';
import { FakeLink, gatewayUnderTest } from './gateway-under-test.js';
import { on } from './log-calls.js';
import { stallableStorage } from './stalled-storage.js';
import { countTurns } from './turn-counter.js';

/** An item needs some microseconds. */
const ITEMS_PER_TURN_MAX = 1_000;
const ITEMS = 20_000;

/** Asserts that `work` is spread over as many turns as this number of items needs. */
async function expectTurns(
  work: () => Promise<unknown>,
  items = ITEMS,
  itemsPerTurnMax = ITEMS_PER_TURN_MAX,
): Promise<void> {
  using turns = countTurns();
  const before = turns.now;
  await work();
  expect(turns.now - before).toBeGreaterThanOrEqual(items / itemsPerTurnMax - 1);
}

async function fill(tokens: TokenStore): Promise<void> {
  const grant = { developerId: 'a', role: Role.Consumer, userId: '', expiresAtMs: 5 };
  await Promise.all(
    Array.from({ length: ITEMS }, (_, i) =>
      tokens.issue(`hash-${i}`, { ...grant, developerId: i % 2 === 0 ? 'a' : 'b' }),
    ),
  );
}

describe('housekeeping', () => {
  it('checks for removed developers in turns, and looks up each developer once', async () => {
    let asked = 0;
    const refused: unknown[] = [];
    const isKnown = async (id: string): Promise<boolean> => {
      asked++;
      return id !== 'gone';
    };
    function* members() {
      for (let i = 0; i < ITEMS; i++) {
        const developerId = i === ITEMS - 1 ? 'gone' : `developer-${i >> 1}`;
        yield { developerId, refuse: (code: unknown) => refused.push(code) };
      }
    }
    await expectTurns(() => endRemoved({ isKnown }, members()));
    expect(asked).toBe(ITEMS / 2 + 1);
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
      await expectTurns(() => tokens.purge());
      nowMs = 0;
      expect(await tokens.find('hash-0')).toBeUndefined();
      expect(await tokens.find(`hash-${ITEMS - 1}`)).toBeUndefined();
    }
    await meta.close();
  });

  it('removes the tokens of a developer in turns, and no others', async () => {
    await using directory = await temporaryDirectory();
    const meta = await MetaStore.open(directory.path, () => 0);
    await fill(meta.tokens);
    await meta.developers.put({ id: 'a', keyHash: 'h' });
    await expectTurns(() => meta.developers.remove('a'));
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
    const endAll = () => application.endAll((session) => session.stop(CloseCode.GoingAway));
    await expectTurns(endAll, links.length, CONNECTIONS_PER_TURN);
    expect(links.every(({ ended }) => ended?.code === CloseCode.GoingAway)).toBe(true);

    const released = deferred();
    const uses = Array.from({ length: ITEMS }, (_, i) =>
      gateway.streams.use(`developer-${i}`, () => released.promise),
    );
    await expectTurns(() => gateway.streams.settled());
    released.resolve();
    await Promise.all(uses);
    await storage.close();
  });

  it('purges allowances in turns', async () => {
    const allowances = new Allowances({ perSecond: 1, burstMs: 1_000, graceMs: 0 });
    for (let i = 0; i < ITEMS; i++) allowances.of(`key-${i}`);
    await expectTurns(() => allowances.purge(1));
    expect(allowances.size).toBe(0);
  });

  it('reads the seqs of removed segments and the contents of segments in turns, at a start', async () => {
    const lastSeqs = Array.from({ length: ITEMS }, (_, i) => [`developer-${i}`, 7] as const);
    let positions: Positions | undefined;
    await expectTurns(async () => {
      positions = await Positions.open(lastSeqs);
    });
    const entries = lastSeqs.map(([developerId]) => ({ developerId, lastSeq: 9, marks: [] }));
    await expectTurns(async () => positions?.restore(1, entries));
    expect(positions?.of('developer-1').lastSeq).toBe(9);
  });

  it('removes old events from the log in memory in turns', async () => {
    let nowMs = 0;
    const log = new MemoryEventLog({ retentionMs: 10, now: () => nowMs });
    for (let seq = 1; seq <= ITEMS; seq++) await on(log).append('a', chunkOf('a', seq, 1, 0));
    nowMs = 100;
    await expectTurns(() => log.purge());
    expect(log.usage.bytes).toBe(0);
    await on(log).append('a', chunkOf('a', ITEMS + 1, 1, nowMs));
    expect(await on(log).head('a')).toMatchObject({ firstSeq: ITEMS + 1, lastSeq: ITEMS + 1 });
  });
});
