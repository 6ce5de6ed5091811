import { expect, test } from 'vitest';
import { ClientError, TokenError } from './errors.js';
import { SESSION_START, SESSION_TABLE, type SessionEvent, stepSession } from './session-machine.js';
import { SESSION_STATES, type SessionState } from './session-state.js';

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
  { type: 'wake' },
  { type: 'suspend' },
  { type: 'resume' },
  { type: 'stop' },
];

/** The whole machine at a look: what each event leads to; what is not named changes nothing. */
const LEADS_TO: Record<SessionState, Partial<Record<SessionEvent['type'], SessionState>>> = {
  idle: { start: 'authorizing', stop: 'stopped' },
  waiting: {
    timeout: 'authorizing',
    wake: 'authorizing',
    offline: 'offline',
    suspend: 'suspended',
    stop: 'stopped',
  },
  offline: { wake: 'authorizing', suspend: 'suspended', stop: 'stopped' },
  authorizing: {
    token: 'opening',
    'token-failed': 'waiting',
    timeout: 'waiting',
    suspend: 'suspended',
    stop: 'stopped',
  },
  opening: {
    opened: 'greeting',
    closed: 'waiting',
    timeout: 'waiting',
    silent: 'waiting',
    suspend: 'suspended',
    stop: 'stopped',
  },
  greeting: {
    hello: 'identifying',
    closed: 'waiting',
    timeout: 'waiting',
    silent: 'waiting',
    suspend: 'suspended',
    stop: 'closing',
  },
  identifying: {
    ready: 'ready',
    closed: 'waiting',
    timeout: 'waiting',
    silent: 'waiting',
    suspend: 'suspended',
    stop: 'closing',
  },
  ready: { closed: 'waiting', silent: 'waiting', suspend: 'suspended', stop: 'closing' },
  suspended: { resume: 'authorizing', stop: 'stopped' },
  closing: { closed: 'stopped', timeout: 'stopped' },
  stopped: {},
};

test('the table answers every event in every state, as drawn', () => {
  expect(Object.keys(SESSION_TABLE).sort()).toEqual([...SESSION_STATES].sort());
  for (const state of SESSION_STATES) {
    for (const event of EVENTS) {
      const step = stepSession(state, SESSION_START.context, event);
      const expected = LEADS_TO[state][event.type] ?? state;
      expect([state, event.type, step.state]).toEqual([state, event.type, expected]);
    }
  }
});

test('every way back to waiting has an error to tell and a bound to wait under', () => {
  for (const state of SESSION_STATES) {
    for (const event of EVENTS) {
      const step = stepSession(state, { ...SESSION_START.context, attempt: 1 }, event);
      if (step.state !== 'waiting' || state === 'waiting') continue;
      expect(step.error).toBeInstanceOf(ClientError);
      expect(step.context.waitBoundMs).toBe(500);
    }
  }
});

test('without network every way to waiting leads to offline, until there is network again', () => {
  const { context } = stepSession('ready', SESSION_START.context, { type: 'offline' });
  const lost = stepSession('ready', context, { type: 'closed', code: 1006, reason: '' });
  expect(lost.state).toBe('offline');
  const awake = stepSession('offline', lost.context, { type: 'wake' });
  expect([awake.state, awake.context.isOffline]).toEqual(['authorizing', false]);
});
