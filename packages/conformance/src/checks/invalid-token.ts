/** P-ID-4, P-ID-5, P-TOK-6, P-TOK-9: invalid, used, expired and reusable tokens; close code 4001. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import { delay } from '../condition.js';
import { identify, type TestContext } from '../context/test-context.js';
import { NotApplicable } from '../verdict.js';
import { expectClose, expectEachCloses, skipIfTokensReusable } from './expect-close.js';

/** Longest token lifetime whose end a run waits for. */
const LIFETIME_WAIT_MAX_MS = 90_000;

async function refused(context: TestContext, token: unknown, type: unknown): Promise<string> {
  const client = await context.open();
  client.send({ op: 3, d: { token, type } });
  return expectClose(client, CloseCode.InvalidToken);
}

async function usedToken(context: TestContext): Promise<string> {
  skipIfTokensReusable(context);
  const seen: string[] = [];
  const tokens = [
    [await context.producerToken(), Role.Producer],
    [await context.consumerToken(), Role.Consumer],
  ] as const;
  for (const [token, role] of tokens) {
    const client = await context.open();
    await identify(client, token, role);
    await client.close();
    seen.push(await refused(context, token, role));
  }
  return seen.join(', ');
}

async function wrongKind(
  context: TestContext,
  token: string,
  wrong: Role,
  right: Role,
): Promise<string> {
  const seen = await refused(context, token, wrong);
  await identify(await context.open(), token, right);
  return `${seen}; READY with the right type afterwards`;
}

async function expired(context: TestContext): Promise<string> {
  const { tokenLifetimeMs, marginMs } = context.settings;
  if (tokenLifetimeMs === undefined) throw new NotApplicable('tokenLifetimeMs is not given');
  if (tokenLifetimeMs > LIFETIME_WAIT_MAX_MS)
    throw new NotApplicable('the token lifetime is too long to wait for');
  const token = await context.producerToken();
  await delay(tokenLifetimeMs + marginMs);
  return refused(context, token, Role.Producer);
}

/** Malformed IDENTIFYs that contain the valid `token`. */
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

async function malformedIdentify(context: TestContext): Promise<string> {
  const token = await context.producerToken();
  const seen = await expectEachCloses(
    context,
    'anonymous',
    malformed(token),
    CloseCode.InvalidToken,
    token,
  );
  await identify(await context.open(), token, Role.Producer);
  return `${seen}; the token works afterwards`;
}

/** With reusable tokens, one token identifies several connections. */
async function reusedToken(context: TestContext): Promise<string> {
  if (!context.settings.reusableTokens) throw new NotApplicable('the server has single-use tokens');
  const token = await context.producerToken();
  for (let use = 0; use < 3; use++) await identify(await context.open(), token, Role.Producer);
  return 'READY three times with one token';
}

export const invalidTokenChecks: readonly Check[] = [
  {
    id: 'token.unknown',
    rule: 'P-ID-4',
    title: 'refuses an unknown token',
    expected: 'close 4001',
    run: async (context) => {
      const unknown = ['no-such-token', '0'.repeat(64), 'ü\u0000', 'x'.repeat(5_000)];
      for (const token of unknown) await refused(context, token, Role.Producer);
      return refused(context, 'no-such-token', Role.Consumer);
    },
  },
  {
    id: 'token.used',
    rule: 'P-ID-4',
    title: 'refuses a used token',
    expected: 'close 4001 for a second connection with the same token',
    run: usedToken,
  },
  {
    id: 'token.expired',
    rule: 'P-TOK-6',
    title: 'refuses an expired token',
    expected: 'close 4001 after the token lifetime',
    runsConcurrently: true,
    run: expired,
  },
  {
    id: 'token.reused',
    rule: 'P-TOK-9',
    title: 'accepts a token repeatedly if tokens are reusable',
    expected: 'READY each time',
    run: reusedToken,
  },
  {
    id: 'token.user-as-developer',
    rule: 'P-ID-4',
    title: "refuses a user's token with type 1, without consuming it",
    expected: 'close 4001; READY with type 0 afterwards',
    run: async (context) =>
      wrongKind(context, await context.producerToken(), Role.Consumer, Role.Producer),
  },
  {
    id: 'token.developer-as-user',
    rule: 'P-ID-4',
    title: "refuses a developer's token with type 0, without consuming it",
    expected: 'close 4001; READY with type 1 afterwards',
    run: async (context) =>
      wrongKind(context, await context.consumerToken(), Role.Producer, Role.Consumer),
  },
  {
    id: 'token.malformed',
    rule: 'P-ID-5',
    title: 'refuses a malformed IDENTIFY, without consuming the token',
    expected: 'close 4001 for each form; the token works afterwards',
    run: malformedIdentify,
  },
];
