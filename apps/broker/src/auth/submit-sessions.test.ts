import { Role } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import { MemoryTokenStore } from '../storage/memory/memory-token-store.js';
import { SubmitSessions } from './submit-sessions.js';
import { Tokens } from './tokens.js';

const SESSION_MS = 60_000;

function setUp() {
  const clock = { nowMs: 0 };
  const now = (): number => clock.nowMs;
  const store = new MemoryTokenStore(now);
  const settings = { tokenLifetimeMs: 1_000, reusableTokens: false, now, monotonicMs: now };
  const tokens = new Tokens(store, settings);
  const opened: string[] = [];
  const sessions = () =>
    new SubmitSessions(tokens, store, {
      submitSessionMs: SESSION_MS,
      now,
      opened: ({ userId }) => opened.push(userId),
    });
  return { clock, tokens, store, sessions, opened };
}

const ANNA = { developerId: 'me', userId: 'anna' };

describe('a session of posts', () => {
  it('[P-HTTP-2] is opened by the first post, once, and consumes the token', async () => {
    const { clock, tokens, sessions, opened } = setUp();
    const token = await tokens.issue('me', Role.Producer, 'anna');
    const one = sessions();
    expect(await Promise.all([one.of(token), one.of(token)])).toMatchObject([ANNA, ANNA]);
    expect(await tokens.find(token, Role.Producer)).toBeUndefined();
    clock.nowMs = SESSION_MS - 1;
    expect(await one.of(token)).toMatchObject(ANNA);
    clock.nowMs = SESSION_MS;
    expect(await one.of(token)).toBeUndefined();
    expect(opened).toEqual(['anna']);
  });

  it('[P-HTTP-2] survives a restart, and ends with its developer', async () => {
    const { tokens, store, sessions } = setUp();
    const token = await tokens.issue('me', Role.Producer, 'anna');
    await sessions().of(token);
    expect(await sessions().of(token)).toMatchObject(ANNA);
    await store.removeOf('me');
    expect(await sessions().of(token)).toBeUndefined();
  });

  it('[P-HTTP-2] is not opened by a token that was used, has expired or is a developer’s', async () => {
    const { clock, tokens, sessions } = setUp();
    const used = await tokens.issue('me', Role.Producer, 'anna');
    await tokens.consume(used);
    const ofDeveloper = await tokens.issue('me', Role.Consumer, '');
    const expired = await tokens.issue('me', Role.Producer, 'anna');
    expect(await sessions().of(used)).toBeUndefined();
    expect(await sessions().of(ofDeveloper)).toBeUndefined();
    clock.nowMs = 1_000;
    expect(await sessions().of(expired)).toBeUndefined();
    expect(await sessions().of('no-such-token')).toBeUndefined();
  });

  it('[P-HTTP-2] cannot be used for an IDENTIFY, whatever token a client sends', async () => {
    const { clock, tokens, store, sessions } = setUp();
    const token = await tokens.issue('me', Role.Producer, 'anna');
    const names: string[] = [];
    const issue = store.issue.bind(store);
    store.issue = async (name, grant) => {
      names.push(name);
      await issue(name, grant);
    };
    await sessions().of(token);
    clock.nowMs = SESSION_MS - 1; // as short a remaining lifetime as that of a token
    for (const guess of [token, ...names, `submit:${token}`]) {
      expect(await tokens.find(guess, Role.Producer)).toBeUndefined();
    }
    expect(names).toEqual([expect.stringMatching(/^submit:[0-9a-f]{64}$/)]);
  });

  it('[P-HTTP-2] is not accepted after its lifetime, even if a clock was ahead', async () => {
    const { clock, tokens, sessions } = setUp();
    clock.nowMs = 1_000_000;
    const token = await tokens.issue('me', Role.Producer, 'anna');
    await sessions().of(token);
    clock.nowMs = 0;
    expect(await sessions().of(token)).toBeUndefined();
  });
});
