/**
 * Thousands of clients lose a server at the same moment for a given time. The tests compute, with the session machine
 * and virtual time, when each client attempts to connect and when it has reconnected.
 */
import { RECONNECT_SPREAD_MS } from '@wearwire/protocol';
import { describe, expect, test } from 'vitest';
import type { Random } from './clock.js';
import { TokenError } from './errors.js';
import { SESSION_START, type SessionEvent, type SessionStep } from './session-events.js';
import { stepSession } from './session-machine.js';

const CLIENTS = 5_000;
const WINDOW_MS = 1_000;
/** The largest part of the clients that may connect in one window. */
const PART_MAX = 1 / 5;
const RECONNECTED_WITHIN_MS = 30_000;
const SEED = 20_260_514;

/** Mulberry32: a generator of the same numbers in each run. */
function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The ways in which clients lose the server. */
const LOSSES: Record<string, (random: Random) => SessionEvent> = {
  'a planned stop with RECONNECT': (random) => ({
    type: 'closed',
    code: 1012,
    reason: '',
    reconnectInMs: Math.floor(random() * RECONNECT_SPREAD_MS),
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
  Object.entries(REFUSALS).map(([failure, refusal]) => ({ loss, failure, lose, refusal })),
);

function after(step: SessionStep, event: SessionEvent): SessionStep {
  return stepSession(step.state, step.context, event);
}

/** Returns the times of a client's attempts on a server that is away until `awayMs`; the last one succeeds. */
function attemptsOf(scene: (typeof SCENES)[number], awayMs: number, random: Random): number[] {
  const attemptedAtMs: number[] = [];
  let step = after({ ...SESSION_START, state: 'ready' }, scene.lose(random));
  for (let nowMs = 0; nowMs < awayMs || attemptedAtMs.length === 0; ) {
    nowMs += step.context.waitRequestedMs ?? random() * step.context.waitBoundMs;
    step = after(step, { type: 'timeout' });
    attemptedAtMs.push(nowMs);
    if (nowMs < awayMs) step = scene.refusal.reduce(after, step);
  }
  return attemptedAtMs;
}

/** Returns how many of the times are in the window that contains the most. */
function mostInOneWindow(timesMs: readonly number[]): number {
  const sorted = [...timesMs].sort((a, b) => a - b);
  let maximum = 0;
  for (let first = 0, last = 0; last < sorted.length; last++) {
    while ((sorted[last] as number) - (sorted[first] as number) >= WINDOW_MS) first++;
    maximum = Math.max(maximum, last - first + 1);
  }
  return maximum;
}

describe.each(SCENES)('after $loss, with $failure while the server is unavailable', (scene) => {
  // Without an announcement, each client first checks whether only its own connection broke: one attempt within
  // 0.5 s, which an unavailable server does not notice.
  const isAnnounced = scene.loss !== 'kill -9';
  test.each([
    ...(isAnnounced ? [0] : []),
    ...[500, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 9_500, 10_000],
  ])(
    '[P-CLI-7] for %i ms, at most a fifth of the clients connect in any second, and all reconnect within 30 s of its return',
    (awayMs) => {
      const random = randomFrom(SEED + awayMs);
      const clients = Array.from({ length: CLIENTS }, () => attemptsOf(scene, awayMs, random));
      const spread = isAnnounced ? clients : clients.map((attempts) => attempts.slice(1));
      const reconnectedAtMs = clients.map((attempts) => attempts.at(-1) as number);
      expect(mostInOneWindow(spread.flat())).toBeLessThanOrEqual(CLIENTS * PART_MAX);
      expect(mostInOneWindow(reconnectedAtMs)).toBeLessThanOrEqual(CLIENTS * PART_MAX);
      expect(Math.max(...reconnectedAtMs) - awayMs).toBeLessThan(RECONNECTED_WITHIN_MS);
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
