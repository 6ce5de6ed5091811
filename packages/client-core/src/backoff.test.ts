/**
 * A server that thousands of clients lose at the same moment, away for so long, by the session machine and
 * virtual time: when each of them tries, and when it is back.
 */
import { RECONNECT_SPREAD_MS } from '@wearwire/protocol';
import { describe, expect, test } from 'vitest';
import { TokenError } from './errors.js';
import { SESSION_START, type SessionEvent, type SessionStep } from './session-events.js';
import { stepSession } from './session-machine.js';

const CLIENTS = 5_000;
const WINDOW_MS = 1_000;
const PART_MAX = 1 / 5;
const BACK_WITHIN_MS = 30_000;
const SEED = 20_260_514;

type Chance = () => number;

/** Mulberry32: the same numbers in each run. */
function chanceFrom(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How the clients lose the server … */
const LOSSES: Record<string, (chance: Chance) => SessionEvent> = {
  'a planned stop that tells when to come back': (chance) => ({
    type: 'closed',
    code: 1012,
    reason: '',
    comeBackInMs: Math.floor(chance() * RECONNECT_SPREAD_MS),
  }),
  'a planned stop': () => ({ type: 'closed', code: 1012, reason: '' }),
  'kill -9': () => ({ type: 'closed', code: 1006, reason: '' }),
};

/** … and how an attempt fails while it is away: its own token endpoint, or the socket alone. */
const REFUSALS: Record<string, readonly SessionEvent[]> = {
  'no token': [
    { type: 'token-failed', error: new TokenError('token-unreachable', 'x', { retryable: true }) },
  ],
  'no socket': [{ type: 'token' }, { type: 'closed', code: 1006, reason: '' }],
};

const SCENES = Object.entries(LOSSES).flatMap(([loss, lose]) =>
  Object.entries(REFUSALS).map(([refusal, refuse]) => ({ loss, refusal, lose, refuse })),
);

function after(step: SessionStep, event: SessionEvent): SessionStep {
  return stepSession(step.state, step.context, event);
}

/** When this client tries, the last time successfully. */
function attemptsOf(scene: (typeof SCENES)[number], awayMs: number, chance: Chance): number[] {
  const attemptsMs: number[] = [];
  let step = after({ ...SESSION_START, state: 'ready' }, scene.lose(chance));
  for (let nowMs = 0; nowMs < awayMs || attemptsMs.length === 0; ) {
    nowMs += step.context.waitToldMs ?? chance() * step.context.waitBoundMs;
    step = after(step, { type: 'timeout' });
    attemptsMs.push(nowMs);
    if (nowMs < awayMs) step = scene.refuse.reduce(after, step);
  }
  return attemptsMs;
}

/** The most that lie within any window of a second. */
function mostInASecond(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while ((sorted[last] as number) - (sorted[first] as number) >= WINDOW_MS) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

describe.each(SCENES)('after $loss, with $refusal while it is away', (scene) => {
  // Told by nobody, each client first looks whether its own link alone broke: one attempt within 0.5 s, which
  // a server that is away does not even see.
  const isTold = scene.loss !== 'kill -9';
  test.each([
    ...(isTold ? [0] : []),
    ...[500, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 9_500, 10_000],
  ])(
    '[P-CLI-7] for %i ms, no second sees a fifth of the clients, and all are back in 30 s',
    (awayMs) => {
      const chance = chanceFrom(SEED + awayMs);
      const clients = Array.from({ length: CLIENTS }, () => attemptsOf(scene, awayMs, chance));
      const spread = isTold ? clients : clients.map((attemptsMs) => attemptsMs.slice(1));
      const backMs = clients.map((attemptsMs) => attemptsMs.at(-1) as number);
      expect(mostInASecond(spread.flat())).toBeLessThanOrEqual(CLIENTS * PART_MAX);
      expect(mostInASecond(backMs)).toBeLessThanOrEqual(CLIENTS * PART_MAX);
      expect(Math.max(...backMs) - awayMs).toBeLessThan(BACK_WITHIN_MS);
    },
  );
});

test.each([
  ['no route', 'ENETUNREACH'],
  ['no name server', 'EAI_AGAIN'],
])('[P-CLI-8] an attempt that ends in the own network (%s) makes no crowd', (_, code) => {
  const lost = after(
    { ...SESSION_START, state: 'ready' },
    { type: 'closed', code: 1006, reason: '' },
  );
  let step = lost;
  for (let n = 0; n < 10; n++) {
    step = after(step, { type: 'timeout' });
    const cause = Object.assign(new Error('connect'), { code });
    const error = new TokenError('token-unreachable', 'x', {
      cause: new Error('fetch', { cause }),
    });
    step = after(step, { type: 'token-failed', error });
    expect(step.context.waitBoundMs).toBe(500);
  }
});
