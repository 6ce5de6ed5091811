/**
 * A proxy cuts the links of 5,000 clients while the server stays up, so that all reconnect within half a second
 * (P-CLI-7 applies only if the server is down). The broker limits the rate of IDENTIFYs, and tells clients above the
 * rate to reconnect later, at different times.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Role } from '@wearwire/protocol';
import { expect, it } from 'vitest';
import { createMemoryStorage } from '../src/storage/memory/memory-storage.js';
import { gatewayUnderTest, Visitor } from './gateway-under-test.js';

const CLIENTS = 5_000;
const CROWD_MS = 500;
const PER_SECOND = 1_000;
const SPREAD_MS = 10_000;

/** Waits until the condition holds, but at most 50 turns. `until` waits 2 ms between its checks. */
async function turnsUntil(condition: () => boolean): Promise<void> {
  for (let turns = 0; turns < 50 && !condition(); turns++) await nextTurn();
}

function setUp(settings: object = {}) {
  const storage = createMemoryStorage({ retentionMs: 1_000, now: () => 0 });
  const clock = { nowMs: 0 };
  const gateway = { ...gatewayUnderTest(storage, settings), monotonicMs: () => clock.nowMs };
  /** Identifies a producer. Returns the frame that it receives after HELLO, and the close code. */
  const arrive = async (user: string, extensions: readonly 'reconnect'[] = ['reconnect']) => {
    const token = await gateway.tokens.issue('a', Role.Producer, user);
    const visitor = new Visitor(gateway, { extensions });
    visitor.send({ op: 3, d: { token, type: 0 } });
    await turnsUntil(() => visitor.link.sent.length >= 2 || visitor.link.ended !== undefined);
    const [, second] = visitor.link.sent.map((text) => JSON.parse(text));
    return { second, code: visitor.link.ended?.code };
  };
  return { clock, gateway, arrive };
}

it('[P-LIM-5] [P-CLI-7] accepts many reconnecting clients over several seconds, at most the rate in each', async () => {
  const { clock, gateway, arrive } = setUp();
  let due = Array.from({ length: CLIENTS }, (_, i) => ({
    user: `u${i}`,
    atMs: (i / CLIENTS) * CROWD_MS,
  }));
  const acceptedAtMs: number[] = [];
  const attemptedAtMs: number[] = [];
  while (due.length > 0) {
    due.sort((a, b) => a.atMs - b.atMs);
    const later: typeof due = [];
    for (const { user, atMs } of due) {
      clock.nowMs = Math.max(clock.nowMs, atMs);
      attemptedAtMs.push(clock.nowMs);
      const { second, code } = await arrive(user);
      if (second.op === 4) acceptedAtMs.push(clock.nowMs);
      else {
        expect([second.op, code]).toEqual([66, 1013]);
        later.push({ user, atMs: clock.nowMs + second.d.after_ms });
      }
    }
    due = later;
  }
  const inSecond = (times: readonly number[], second: number) =>
    times.filter((atMs) => Math.floor(atMs / 1_000) === second).length;
  for (let second = 0; second <= 20; second++) {
    const accepted = inSecond(acceptedAtMs, second);
    expect(accepted, `accepted in second ${second}`).toBeLessThanOrEqual(2 * PER_SECOND);
    const attemptsMax = second === 0 ? CLIENTS + PER_SECOND : PER_SECOND;
    const attempts = inSecond(attemptedAtMs, second);
    expect(attempts, `attempts in second ${second}`).toBeLessThan(attemptsMax);
  }
  expect(acceptedAtMs).toHaveLength(CLIENTS);
  expect(Math.max(...acceptedAtMs)).toBeLessThan(CROWD_MS + 2 * SPREAD_MS);
  expect(gateway.stats.limits.get('developerIdentifiesPerSecond')).toBeGreaterThan(3_000);
}, 60_000);

it('[P-LIM-5] closes a client with 1013 if it did not negotiate reconnect, and does not use up its token', async () => {
  const { clock, gateway, arrive } = setUp({ developerIdentifiesPerSecond: 1 });
  expect((await arrive('first')).second).toEqual({ op: 4 });
  const token = await gateway.tokens.issue('a', Role.Producer, 'second');
  expect(await arrive('second', [])).toMatchObject({ second: undefined, code: 1013 });
  clock.nowMs += 1_000;
  expect(await gateway.tokens.find(token, Role.Producer)).toBeDefined();
  expect((await arrive('second', [])).second).toEqual({ op: 4 });
});

it('[P-LIM-5] counts only valid tokens, and each developer separately', async () => {
  const { gateway, arrive } = setUp({ developerIdentifiesPerSecond: 1 });
  for (let i = 0; i < 20; i++) {
    const visitor = new Visitor(gateway);
    visitor.send({ op: 3, d: { token: 'wrong', type: 0 } });
    await turnsUntil(() => visitor.link.ended !== undefined);
    expect(visitor.link.ended?.code).toBe(4001);
  }
  expect((await arrive('u')).second).toEqual({ op: 4 });
});
