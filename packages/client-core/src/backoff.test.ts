/**
 * Thousands of clients lose a server at the same moment for a given time. Computes with the session machine and
 * virtual time when each client attempts to connect, and when it has reconnected.
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

/** Mulberry32: generates the same numbers in each run. */
function chanceFrom(seed: number): Chance {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The ways in which clients lose the server. */
const LOSSES: Record<string, (chance: Chance) => SessionEvent> = {
  'a planned stop with RECONNECT': (chance) => ({
    type: 'closed',
    code: 1012,
    reason: '',
    reconnectInMs: Math.floor(chance() * RECONNECT_SPREAD_MS),
  }),
  'a planned stop': () => ({ type: 'closed', code: 1012, reason: '' }),
  'kill -9': () => ({ type: 'closed', code: 1006, reason: '' }),
};

/** The ways in which an attempt fails while the server is unavailable: at its token endpoint, or at the socket. */
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

/** Returns the times of a client's attempts, of which the last one succeeds. */
function attemptsOf(scene: (typeof SCENES)[number], awayMs: number, chance: Chance): number[] {
  const attemptsMs: number[] = [];
  let step = after({ ...SESSION_START, state: 'ready' }, scene.lose(chance));
  for (let nowMs = 0; nowMs < awayMs || attemptsMs.length === 0; ) {
    nowMs += step.context.waitRequestedMs ?? chance() * step.context.waitBoundMs;
    step = after(step, { type: 'timeout' });
    attemptsMs.push(nowMs);
    if (nowMs < awayMs) step = scene.refuse.reduce(after, step);
  }
  return attemptsMs;
}

/** Returns the maximum number of times within any window of one second. */
function mostInASecond(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let maximum = 0;
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while ((sorted[last] as number) - (sorted[first] as number) >= WINDOW_MS) first++;
    maximum = Math.max(maximum, last - first + 1);
  }
  return maximum;
}

describe.each(SCENES)('after $loss, with $refusal while the server is unavailable', (scene) => {
  // Without an announcement, each client first checks whether only its own connection broke: one attempt within
  // 0.5 s, which an unavailable server does not notice.
  const isAnnounced = scene.loss !== 'kill -9';
  test.each([
    ...(isAnnounced ? [0] : []),
    ...[500, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 9_500, 10_000],
  ])(
    '[P-CLI-7] for %i ms, fewer than a fifth of the clients connect in any second, and all have reconnected after 30 s',
    (awayMs) => {
      const chance = chanceFrom(SEED + awayMs);
      const clients = Array.from({ length: CLIENTS }, () => attemptsOf(scene, awayMs, chance));
      const spread = isAnnounced ? clients : clients.map((attemptsMs) => attemptsMs.slice(1));
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
])(
  "[P-CLI-8] an attempt that fails in the device's own network (%s) does not confirm an outage",
  (_, code) => {
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
  },
);
