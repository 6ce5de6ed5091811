import { expect, test } from 'vitest';
import { ClientError, TokenError } from './errors.js';
import { SESSION_START, type SessionEvent } from './session-events.js';
import { stepSession } from './session-machine.js';
import { SESSION_STATES, type SessionState } from './session-state.js';
import { SESSION_TABLE } from './session-table.js';

const EVENTS: readonly SessionEvent[] = [
  { type: 'start' },
  { type: 'token' },
  { type: 'token-failed', error: new TokenError('token-failed', 'x', { retryable: true }) },
  { type: 'opened' },
  { type: 'hello' },
  { type: 'ready' },
  { type: 'closed', code: 1006, reason: '' },
  { type: 'timeout' },
  { type: 'silent' },
  { type: 'offline' },
  { type: 'online' },
  { type: 'network-changed' },
  { type: 'wake' },
  { type: 'suspend' },
  { type: 'resume' },
  { type: 'stop' },
];

/** Events of the device that start an attempt at once, in any state that waits or is connecting. */
const ATTEMPT_NOW = {
  online: 'authorizing',
  'network-changed': 'authorizing',
  wake: 'authorizing',
} as const;

/**
 * The next state for each event, as an overview of the whole state machine. Events that are not listed do not change
 * the state.
 */
const NEXT_STATES: Record<SessionState, Partial<Record<SessionEvent['type'], SessionState>>> = {
  idle: { start: 'authorizing', stop: 'stopped' },
  waiting: {
    ...ATTEMPT_NOW,
    timeout: 'authorizing',
    offline: 'offline',
    suspend: 'suspended',
    stop: 'stopped',
  },
  offline: { ...ATTEMPT_NOW, suspend: 'suspended', stop: 'stopped' },
  authorizing: {
    ...ATTEMPT_NOW,
    token: 'opening',
    'token-failed': 'waiting',
    timeout: 'waiting',
    suspend: 'suspended',
    stop: 'stopped',
  },
  opening: {
    ...ATTEMPT_NOW,
    opened: 'greeting',
    closed: 'waiting',
    timeout: 'waiting',
    suspend: 'suspended',
    stop: 'stopped',
  },
  greeting: {
    ...ATTEMPT_NOW,
    hello: 'identifying',
    closed: 'waiting',
    timeout: 'waiting',
    suspend: 'suspended',
    stop: 'closing',
  },
  identifying: {
    ...ATTEMPT_NOW,
    ready: 'ready',
    closed: 'waiting',
    timeout: 'waiting',
    silent: 'waiting',
    suspend: 'suspended',
    stop: 'closing',
  },
  ready: {
    closed: 'waiting',
    silent: 'waiting',
    'network-changed': 'authorizing',
    suspend: 'suspended',
    stop: 'closing',
  },
  suspended: { resume: 'authorizing', stop: 'stopped' },
  closing: { closed: 'stopped', timeout: 'stopped' },
  stopped: {},
};

test('the table handles every event in every state as listed in NEXT_STATES', () => {
  expect(Object.keys(SESSION_TABLE).sort()).toEqual([...SESSION_STATES].sort());
  const names = EVENTS.map(({ type }) => type).sort();
  for (const state of SESSION_STATES) {
    expect(Object.keys(SESSION_TABLE[state]).sort()).toEqual(names);
    for (const event of EVENTS) {
      const step = stepSession(state, SESSION_START.context, event);
      const expected = NEXT_STATES[state][event.type] ?? state;
      expect([state, event.type, step.state]).toEqual([state, event.type, expected]);
    }
  }
});

test('every transition to waiting sets an error and a backoff limit', () => {
  for (const state of SESSION_STATES) {
    for (const event of EVENTS) {
      const step = stepSession(state, { ...SESSION_START.context, attempt: 1 }, event);
      if (step.state !== 'waiting' || state === 'waiting') continue;
      expect(step.error).toBeInstanceOf(ClientError);
      expect(step.context.waitBoundMs).toBe(500);
    }
  }
});

test('while the device is offline, transitions to waiting go to offline, until a network or wake event', () => {
  const { context } = stepSession('ready', SESSION_START.context, { type: 'offline' });
  const lost = stepSession('ready', context, { type: 'closed', code: 1006, reason: '' });
  expect(lost.state).toBe('offline');
  for (const type of ['wake', 'online', 'network-changed'] as const) {
    const awake = stepSession('offline', lost.context, { type });
    expect([awake.state, awake.context.isOffline]).toEqual(['authorizing', false]);
  }
});

test('wake, online and network-changed restart an attempt in progress, wake and online probe a ready link', () => {
  for (const state of ['authorizing', 'opening', 'greeting', 'identifying'] as const) {
    for (const type of ['wake', 'online', 'network-changed'] as const) {
      const step = stepSession(state, SESSION_START.context, { type });
      expect([step.state, step.effect]).toEqual(['authorizing', 'reenter']);
    }
  }
  for (const type of ['wake', 'online'] as const) {
    const { state, effect } = stepSession('ready', SESSION_START.context, { type });
    expect([state, effect]).toEqual(['ready', 'probe']);
  }
});

test('a network change resets the backoff counters', () => {
  const context = {
    ...SESSION_START.context,
    waits: 6,
    unansweredAttempts: 9,
    outage: 'confirmed',
  } as const;
  const step = stepSession('waiting', context, { type: 'network-changed' });
  expect(step.context).toMatchObject({
    attempt: 1,
    waits: 0,
    unansweredAttempts: 0,
    outage: 'none',
    reason: { kind: 'network-changed' },
  });
});

test('before HELLO every close code is retried, because an intermediary may have sent it', () => {
  for (const code of [1003, 1007, 1009, 4003, 4004]) {
    const closed = { type: 'closed', code, reason: '' } as const;
    for (const state of ['opening', 'greeting'] as const) {
      const step = stepSession(state, SESSION_START.context, closed);
      expect([step.state, step.error?.retryable]).toEqual(['waiting', true]);
    }
    expect(stepSession('identifying', SESSION_START.context, closed).state).toBe('stopped');
  }
});

test('[P-CLI-8] if no server ever responds, the first 80 waits stay short; later ones double up to 30 s', () => {
  let step = stepSession('opening', SESSION_START.context, { type: 'timeout' });
  const bounds = [step.context.waitBoundMs];
  for (let n = 1; n < 90; n++) {
    step = stepSession('opening', step.context, { type: 'timeout' });
    bounds.push(step.context.waitBoundMs);
  }
  expect(bounds.slice(0, 80)).toEqual(Array(80).fill(500));
  expect(bounds.slice(80)).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000, 30_000, 30_000,
  ]);
});
