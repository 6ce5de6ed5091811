import { describe, expect, it } from 'vitest';
import { ConsoleSessions } from './console-sessions.js';

function sessionsAt(clock: { nowMs: number }): ConsoleSessions {
  return new ConsoleSessions({
    codeLifetimeMs: 60_000,
    sessionLifetimeMs: 3_600_000,
    sessionsMax: 2,
    monotonicMs: () => clock.nowMs,
  });
}

describe('sessions of the console', () => {
  it('exchanges a code once', () => {
    const sessions = sessionsAt({ nowMs: 0 });
    const code = sessions.issueCode('a');
    const grant = sessions.exchange(code);
    expect(grant?.developerId).toBe('a');
    expect(sessions.developerOf(grant?.session ?? '')).toBe('a');
    expect(sessions.exchange(code)).toBeUndefined();
  });

  it('refuses a code that is a minute old or unknown, and refuses a code as a session secret', () => {
    const clock = { nowMs: 0 };
    const sessions = sessionsAt(clock);
    const code = sessions.issueCode('a');
    expect(sessions.developerOf(code)).toBeUndefined();
    clock.nowMs = 59_999;
    expect(sessions.isCodeValid(code)).toBe(true);
    expect(sessions.isCodeValid(code, 30_000)).toBe(false);
    clock.nowMs = 60_000;
    expect(sessions.exchange(code)).toBeUndefined();
    expect(sessions.exchange('nothing')).toBeUndefined();
  });

  it('ends a session on request, when it expires, and when there are too many newer ones', () => {
    const clock = { nowMs: 0 };
    const sessions = sessionsAt(clock);
    const open = () => sessions.exchange(sessions.issueCode('a'))?.session ?? '';
    const [first, second] = [open(), open()];
    sessions.end(first);
    expect(sessions.developerOf(first)).toBeUndefined();
    const third = open();
    const fourth = open();
    expect([second, third, fourth].map((one) => sessions.developerOf(one))).toEqual([
      undefined,
      'a',
      'a',
    ]);
    clock.nowMs = 3_600_000;
    expect(sessions.developerOf(fourth)).toBeUndefined();
  });
});
