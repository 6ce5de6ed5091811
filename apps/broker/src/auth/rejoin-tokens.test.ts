import { Role } from '@wearwire/protocol';
import { expect, it } from 'vitest';
import { RejoinTokens } from './rejoin-tokens.js';
import { hashSecret } from './secrets.js';

const ANN = { developerId: 'a', role: Role.Producer, userId: 'ann' } as const;
const LIFETIME_MS = 1_000;

function setUp(endedMax = 100) {
  const clock = { nowMs: 0 };
  const tokens = new RejoinTokens({
    lifetimeMs: LIFETIME_MS,
    endedMax,
    monotonicMs: () => clock.nowMs,
  });
  return { clock, tokens };
}

it('[P-EXT-13] a token is valid once, for its role, while its connection is open and for some time afterwards', () => {
  const { clock, tokens } = setUp();
  const { token, hash } = tokens.issue(ANN);
  expect(hashSecret(token)).toBe(hash);
  expect(tokens.find(hash, Role.Producer)).toEqual(ANN);
  expect(tokens.find(hash, Role.Consumer)).toBeUndefined();
  clock.nowMs = 1e9;
  tokens.ended(hash);
  clock.nowMs += LIFETIME_MS - 1;
  expect(tokens.find(hash, Role.Producer)).toEqual(ANN);
  expect([tokens.consume(hash), tokens.consume(hash)]).toEqual([true, false]);
  expect(tokens.find(hash, Role.Producer)).toBeUndefined();
});

it('[P-EXT-13] a token is invalid and dropped after it has expired or was revoked', () => {
  const { clock, tokens } = setUp();
  const late = tokens.issue(ANN).hash;
  tokens.ended(late);
  clock.nowMs = LIFETIME_MS;
  expect(tokens.find(late, Role.Producer)).toBeUndefined();
  const revoked = tokens.issue(ANN).hash;
  tokens.revoke(revoked);
  tokens.ended(revoked);
  expect(tokens.find(revoked, Role.Producer)).toBeUndefined();
  tokens.ended(tokens.issue(ANN).hash);
  expect(tokens.size).toBe(1);
});

it('[P-EXT-13] keeps only the newest tokens of ended connections, up to the limit', () => {
  const { tokens } = setUp(10);
  const hashes = Array.from({ length: 30 }, () => tokens.issue(ANN).hash);
  for (const hash of hashes) tokens.ended(hash);
  expect(tokens.size).toBe(10);
  expect(tokens.find(hashes[19] as string, Role.Producer)).toBeUndefined();
  expect(tokens.find(hashes[20] as string, Role.Producer)).toEqual(ANN);
});
