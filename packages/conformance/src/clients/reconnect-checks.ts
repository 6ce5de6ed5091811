/** P-CLI-3, P-CLI-4, P-CLI-7: with what and when a client comes back. */
import { CloseCode, LIMITS } from '@wearwire/protocol';
import { demand, NotApplicable } from '../verdict.js';
import { type Arena, waitMs } from './arena.js';
import type { ClientCheck } from './client-check.js';
import type { Stage } from './stage.js';

const ATTEMPTS = 4;
const BACKOFF_CLIENTS = 10;
const BACKOFF_WAITS = 4;
const SPREAD_CLIENTS = 12;
const FIRST_BOUND_MS = LIMITS.reconnectWaitFirstMs.default;
const SPREAD_MS = LIMITS.reconnectSpreadMs.default;
/** Least spread of so many random waits, and least of the longest of them, as parts of their bound. */
const SPREAD_PART = 0.1;
const LONGEST_PART = 0.15;
const TOLD_MS = 900;

async function freshTokens(arena: Arena): Promise<string> {
  const stage = await arena.play({ onReady: (connection) => connection.close(4005) });
  const tokens: unknown[] = [];
  for (let n = 1; n <= ATTEMPTS; n++) {
    const bound = FIRST_BOUND_MS * 2 ** n + arena.settings.connectTimeoutMs;
    const connection = await stage.connection(n, bound);
    tokens.push(await stage.until(() => connection.token, bound, 'IDENTIFY'));
  }
  demand(
    tokens.every((token) => stage.issuedTokens.has(token)),
    'a token that was not asked for in this run',
  );
  demand(new Set(tokens).size === tokens.length, 'a token was offered twice');
  return `${ATTEMPTS} attempts with ${ATTEMPTS} tokens`;
}

/** The waits of a client that is closed as soon as it has connected. */
async function waitsOf(stage: Stage, count: number): Promise<number[]> {
  const waits: number[] = [];
  for (let n = 1; n <= count; n++) {
    const withinMs = FIRST_BOUND_MS * 2 ** (n - 1) + stage.settings.connectTimeoutMs;
    const before = await stage.connection(n);
    waits.push(waitMs(before, await stage.connection(n + 1, withinMs)));
  }
  return waits;
}

async function backsOff(arena: Arena): Promise<string> {
  const { marginMs } = arena.settings;
  const stages = await arena.playMany(BACKOFF_CLIENTS, {
    onOpen: (connection) => connection.close(CloseCode.TryAgainLater),
  });
  const all = await Promise.all(stages.map((stage) => waitsOf(stage, BACKOFF_WAITS)));
  const seen: string[] = [];
  for (let n = 0; n < BACKOFF_WAITS; n++) {
    const bound = FIRST_BOUND_MS * 2 ** n;
    const waits = all.map((one) => one[n] as number);
    const [least, most] = [Math.min(...waits), Math.max(...waits)];
    seen.push(`${Math.round(least)} to ${Math.round(most)} ms`);
    demand(most <= bound + marginMs, `wait ${n + 1}: ${Math.round(most)} ms, bound ${bound} ms`);
    demand(most >= bound * LONGEST_PART, `wait ${n + 1}: never above ${Math.round(most)} ms`);
    const isSpread = most - least >= bound * SPREAD_PART;
    demand(isSpread, `wait ${n + 1}: all ${BACKOFF_CLIENTS} clients within ${seen.at(-1)}`);
  }
  return `waits of ${BACKOFF_CLIENTS} clients: ${seen.join('; ')}`;
}

async function spreads(arena: Arena): Promise<string> {
  const { marginMs, connectTimeoutMs } = arena.settings;
  const stages = await arena.playMany(SPREAD_CLIENTS, {
    onReady: (connection) => connection.close(CloseCode.Restarting),
  });
  const waits = await Promise.all(
    stages.map(async (stage) => {
      const before = await stage.connection(1);
      return waitMs(before, await stage.connection(2, SPREAD_MS + marginMs + connectTimeoutMs));
    }),
  );
  const [least, most] = [Math.min(...waits), Math.max(...waits)].map(Math.round) as [
    number,
    number,
  ];
  const seen = `${SPREAD_CLIENTS} clients back after ${least} to ${most} ms`;
  demand(most >= SPREAD_MS * LONGEST_PART, `${seen}: all at once`);
  demand(most <= SPREAD_MS + marginMs, seen);
  return seen;
}

async function comesBackAsTold(arena: Arena): Promise<string> {
  const { marginMs, connectTimeoutMs } = arena.settings;
  const stage = await arena.play({
    hello: (connection) => (connection.asksFor('reconnect') ? { extensions: ['reconnect'] } : {}),
    onReady: (connection) => {
      connection.send({ op: 66, d: { after_ms: TOLD_MS } });
      connection.close(CloseCode.Restarting);
    },
  });
  const before = await stage.connection(1);
  if (!before.asksFor('reconnect')) throw new NotApplicable('it does not ask for reconnect');
  const after = await stage.connection(2, SPREAD_MS + connectTimeoutMs);
  const wait = Math.round(waitMs(before, after));
  demand(Math.abs(wait - TOLD_MS) <= marginMs, `back after ${wait} ms, told ${TOLD_MS} ms`);
  return `back after ${wait} ms, told ${TOLD_MS} ms`;
}

export const reconnectChecks: readonly ClientCheck[] = [
  {
    id: 'client-reconnect.fresh-token',
    rule: 'P-CLI-3',
    title: 'offers a fresh token with each attempt',
    expected: 'a token that was asked for and never offered before',
    run: freshTokens,
  },
  {
    id: 'client-reconnect.backoff',
    rule: 'P-CLI-4',
    title: 'waits a random time under a bound that doubles',
    expected: `up to ${FIRST_BOUND_MS} ms first, then twice that each time, at random`,
    run: backsOff,
  },
  {
    id: 'client-reconnect.spread',
    rule: 'P-CLI-7',
    title: 'comes back at a random time after a planned stop',
    expected: `within ${SPREAD_MS} ms of close 1012, not all clients at the same time`,
    run: spreads,
  },
  {
    id: 'client-reconnect.told',
    rule: 'P-CLI-7',
    title: 'comes back when RECONNECT said',
    expected: `${TOLD_MS} ms after the close`,
    run: comesBackAsTold,
  },
];
