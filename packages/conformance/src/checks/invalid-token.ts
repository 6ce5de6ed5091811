/** P-ID-4, P-ID-5: the seven forms of 4001. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { timePasses } from '../condition.js';
import { identify, type Scene } from '../peers/scene.js';
import { NotApplicable } from '../verdict.js';
import { eachCloses, expectClose, mustSpendTokens } from './closing.js';

/** Longest token lifetime that a run waits out. */
const LIFETIME_WAIT_MAX_MS = 90_000;

async function refused(scene: Scene, token: unknown, type: unknown): Promise<string> {
  const peer = await scene.open();
  peer.send({ op: 3, d: { token, type } });
  return expectClose(peer, CloseCode.InvalidToken);
}

async function usedToken(scene: Scene): Promise<string> {
  mustSpendTokens(scene);
  const seen: string[] = [];
  const tokens = [
    [await scene.producerToken(), Role.Producer],
    [await scene.consumerToken(), Role.Consumer],
  ] as const;
  for (const [token, role] of tokens) {
    const peer = await scene.open();
    await identify(peer, token, role);
    await peer.close();
    seen.push(await refused(scene, token, role));
  }
  return seen.join(', ');
}

async function wrongKind(scene: Scene, token: string, wrong: Role, right: Role): Promise<string> {
  const seen = await refused(scene, token, wrong);
  await identify(await scene.open(), token, right);
  return `${seen}; READY with the right type afterwards`;
}

async function expired(scene: Scene): Promise<string> {
  const { tokenLifetimeMs, marginMs } = scene.settings;
  if (tokenLifetimeMs === undefined)
    throw new NotApplicable('the lifetime of a token is not given');
  if (tokenLifetimeMs > LIFETIME_WAIT_MAX_MS) throw new NotApplicable('tokens live too long');
  const token = await scene.producerToken();
  await timePasses(tokenLifetimeMs + marginMs);
  return refused(scene, token, Role.Producer);
}

/** IDENTIFYs that are broken; `token` is a good one. */
function malformed(token: string): string[] {
  const good = JSON.stringify(token);
  const payloads = [
    'null',
    '[]',
    `[${good},0]`,
    good,
    '7',
    '{}',
    '{"type":0}',
    '{"token":null,"type":0}',
    '{"token":12345,"type":0}',
    `{"token":[${good}],"type":0}`,
    `{"token":{"token":${good}},"type":0}`,
    '{"token":"","type":0}',
    `{"token":${good}}`,
    `{"token":${good},"type":null}`,
    `{"token":${good},"type":2}`,
    `{"token":${good},"type":-1}`,
    `{"token":${good},"type":"0"}`,
    `{"token":${good},"type":false}`,
    `{"token":${good},"type":0.5}`,
    `{"__proto__":{"token":${good},"type":0}}`,
  ];
  return ['{"op":3}', ...payloads.map((d) => `{"op":3,"d":${d}}`)];
}

async function malformedIdentify(scene: Scene): Promise<string> {
  const token = await scene.producerToken();
  const seen = await eachCloses(scene, 'fresh', malformed(token), CloseCode.InvalidToken, token);
  await identify(await scene.open(), token, Role.Producer);
  return `${seen}; the token in them works afterwards`;
}

/** Where tokens are good until they expire, each of them opens several connections. */
async function reusedToken(scene: Scene): Promise<string> {
  if (!scene.settings.reusableTokens) throw new NotApplicable('tokens are good for one use here');
  const token = await scene.producerToken();
  for (let use = 0; use < 3; use++) await identify(await scene.open(), token, Role.Producer);
  return 'one token, three times READY';
}

export const invalidTokenChecks: readonly Check[] = [
  {
    id: 'token.unknown',
    rule: 'P-ID-4',
    title: 'refuses a token that it never made',
    expected: 'close 4001',
    run: async (scene) => {
      const unknown = ['no-such-token', '0'.repeat(64), 'ü\u0000', 'x'.repeat(5_000)];
      for (const token of unknown) await refused(scene, token, Role.Producer);
      return refused(scene, 'no-such-token', Role.Consumer);
    },
  },
  {
    id: 'token.used',
    rule: 'P-ID-4',
    title: 'refuses a token that was used',
    expected: 'close 4001 for a second connection with the token',
    run: usedToken,
  },
  {
    id: 'token.expired',
    rule: 'P-TOK-6',
    title: 'refuses a token that has expired',
    expected: 'close 4001 after the token lifetime',
    waits: true,
    run: expired,
  },
  {
    id: 'token.reused',
    rule: 'P-TOK-9',
    title: 'takes a token again and again where tokens are reusable',
    expected: 'READY each time',
    run: reusedToken,
  },
  {
    id: 'token.user-as-developer',
    rule: 'P-ID-4',
    title: "refuses a user's token with type 1, and does not use it up",
    expected: 'close 4001; READY with type 0 afterwards',
    run: async (scene) =>
      wrongKind(scene, await scene.producerToken(), Role.Consumer, Role.Producer),
  },
  {
    id: 'token.developer-as-user',
    rule: 'P-ID-4',
    title: "refuses a developer's token with type 0, and does not use it up",
    expected: 'close 4001; READY with type 1 afterwards',
    run: async (scene) =>
      wrongKind(scene, await scene.consumerToken(), Role.Producer, Role.Consumer),
  },
  {
    id: 'token.malformed',
    rule: 'P-ID-5',
    title: 'refuses a malformed IDENTIFY, and uses up no token',
    expected: 'close 4001 for each form; the token works afterwards',
    run: malformedIdentify,
  },
];
