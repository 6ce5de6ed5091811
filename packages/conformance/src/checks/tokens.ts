/** P-TOK-1 to P-TOK-4: the token endpoints. */
import type { Check } from '../check.js';
import type { TestContext } from '../context/test-context.js';
import {
  credentialHeaders,
  DEVELOPER_PATH,
  type HttpAnswer,
  type HttpRequest,
  sendRequest,
  userPath,
} from '../http-client.js';
import { assert, assertSame, formatValue } from '../verdict.js';

const TOKEN_LINE = /^\{"token":"[^"\\\r\n]+"\}$/;

function assertToken(answer: HttpAnswer, what: string): void {
  const isToken = answer.status === 200 && TOKEN_LINE.test(answer.text);
  assert(isToken, `${what}: ${answer.status} ${formatValue(masked(answer.text))}`);
}

/** Masks tokens, so that a report contains none. */
function masked(text: string): string {
  return text.replace(/[\w-]{12,}/g, '…');
}

async function answersWithTokens(context: TestContext, path: string): Promise<string> {
  const headers = credentialHeaders(context.developer);
  const requests: readonly [string, HttpRequest][] = [
    ['an empty body', { path, headers }],
    ['an empty object', { path, headers, body: '{}' }],
    ['JSON', { path, headers: { ...headers, 'content-type': 'application/json' }, body: '{}' }],
    [
      'bytes',
      { path, headers: { ...headers, 'content-type': 'application/octet-stream' }, body: '\0\x01' },
    ],
    [
      'broken JSON',
      { path, headers: { ...headers, 'content-type': 'application/json' }, body: '{"' },
    ],
    ['a form', { path, headers, body: 'id=another&dev-id=x' }],
  ];
  for (const [what, request] of requests)
    assertToken(await sendRequest(context.settings, request), what);
  return `200 {"token":"…"} for ${requests.length} kinds of body`;
}

async function headersInAnyCase(context: TestContext): Promise<string> {
  const { id, key } = context.developer;
  const variants = [
    ['dev-id', 'x-api-key'],
    ['DEV-ID', 'X-API-KEY'],
    ['Dev-Id', 'X-Api-Key'],
    ['dEV-iD', 'x-API-key'],
  ] as const;
  for (const [devId, apiKey] of variants) {
    for (const path of [DEVELOPER_PATH, userPath('u')]) {
      const headers = { [devId]: id, [apiKey]: key };
      assertToken(await sendRequest(context.settings, { path, headers }), `${devId}, ${apiKey}`);
    }
  }
  return `${variants.length} variants accepted`;
}

function basic(id: string, key: string, scheme = 'Basic'): Record<string, string> {
  return { authorization: `${scheme} ${Buffer.from(`${id}:${key}`).toString('base64')}` };
}

async function refusesAll(
  context: TestContext,
  status: number,
  requests: readonly HttpRequest[],
): Promise<string> {
  const texts = new Set<string>();
  for (const request of requests) {
    const answer = await sendRequest(context.settings, request);
    const what = `${request.method ?? 'POST'} ${request.path} ${Object.keys(request.headers ?? {})}`;
    assert(answer.status === status, `${what}: ${answer.status} instead of ${status}`);
    texts.add(answer.text);
  }
  if (status === 403) assertSame(texts.size, 1, 'number of different answers to wrong credentials');
  return `${requests.length} of ${requests.length} got ${status}`;
}

function incomplete(context: TestContext): HttpRequest[] {
  const { id, key } = context.developer;
  const complete = credentialHeaders(context.developer);
  const path = userPath('u');
  return [
    { path },
    { path, headers: { 'dev-id': id } },
    { path, headers: { 'x-api-key': key } },
    { path, headers: { 'dev-id': '', 'x-api-key': key } },
    { path, headers: { 'dev-id': id, 'x-api-key': '' } },
    { path, headers: { authorization: 'Basic' } },
    { path, headers: { authorization: 'Basic !!!' } },
    { path, headers: { authorization: `Basic ${Buffer.from('no-colon').toString('base64')}` } },
    { path, headers: { authorization: 'Bearer abc' } },
    { path: DEVELOPER_PATH },
    { path: DEVELOPER_PATH, headers: { 'dev-id': id } },
    { path: 'auth/user', headers: complete },
    { path: 'auth/user?id=', headers: complete },
    { path: 'auth/user?name=u', headers: complete },
  ];
}

function wrongCredentials(context: TestContext): HttpRequest[] {
  const { id, key } = context.developer;
  const pairs = [
    [id, `${key}x`],
    [id, key.slice(1)],
    [id, context.secondDeveloper.key],
    ['no-such-developer', key],
    ['__proto__', key],
  ] as const;
  return pairs.flatMap(([devId, apiKey]) => [
    { path: userPath('u'), headers: { 'dev-id': devId, 'x-api-key': apiKey } },
    { path: DEVELOPER_PATH, headers: { 'dev-id': devId, 'x-api-key': apiKey } },
    { path: DEVELOPER_PATH, headers: basic(devId, apiKey) },
  ]);
}

export const tokenChecks: readonly Check[] = [
  {
    id: 'tokens.user',
    rule: 'P-TOK-1',
    title: 'issues user tokens, whatever the request body',
    expected: '200 {"token":"…"} on a single line',
    run: (context) => answersWithTokens(context, userPath('u')),
  },
  {
    id: 'tokens.developer',
    rule: 'P-TOK-1',
    title: 'issues developer tokens, whatever the request body',
    expected: '200 {"token":"…"} on a single line',
    run: (context) => answersWithTokens(context, DEVELOPER_PATH),
  },
  {
    id: 'tokens.header-case',
    rule: 'P-TOK-2',
    title: 'accepts the headers in any letter case',
    expected: '200 for each variant',
    run: headersInAnyCase,
  },
  {
    id: 'tokens.basic',
    rule: 'P-TOK-2',
    title: 'accepts HTTP Basic authentication',
    expected: '200 for Basic dev-id:api-key',
    run: async (context) => {
      const { id, key } = context.developer;
      for (const path of [DEVELOPER_PATH, userPath('u')]) {
        for (const scheme of ['Basic', 'basic']) {
          assertToken(
            await sendRequest(context.settings, { path, headers: basic(id, key, scheme) }),
            scheme,
          );
        }
      }
      return '200 at both endpoints';
    },
  },
  {
    id: 'tokens.bad-request',
    rule: 'P-TOK-3',
    title: 'refuses requests without credentials or without a user id',
    expected: '400',
    run: (context) => refusesAll(context, 400, incomplete(context)),
  },
  {
    id: 'tokens.malformed-id',
    rule: 'P-TOK-3',
    title: 'refuses a user id with invalid percent-encoding',
    expected: '400',
    run: (context) => {
      const headers = credentialHeaders(context.developer);
      const ids = ['%', '%E0%A4%A', '%zz', '%ff'];
      return refusesAll(
        context,
        400,
        ids.map((id) => ({ path: `auth/user?id=${id}`, headers })),
      );
    },
  },
  {
    id: 'tokens.forbidden',
    rule: 'P-TOK-3',
    title: 'refuses wrong credentials without saying which part was wrong',
    expected: '403 with the same body for all',
    run: (context) => refusesAll(context, 403, wrongCredentials(context)),
  },
  {
    id: 'tokens.other-path',
    rule: 'P-TOK-4',
    title: 'answers 404 on other paths',
    expected: '404',
    run: (context) => {
      const headers = credentialHeaders(context.developer);
      const paths = ['auth', 'auth/', 'auth/users?id=u', 'auth/developer/x', 'no/such/path'];
      return refusesAll(
        context,
        404,
        paths.map((path) => ({ path, headers })),
      );
    },
  },
  {
    id: 'tokens.other-method',
    rule: 'P-TOK-4',
    title: 'answers 405 to methods other than POST',
    expected: '405',
    run: (context) => {
      const headers = credentialHeaders(context.developer);
      const methods = ['GET', 'PUT', 'DELETE', 'PATCH'];
      const paths = [DEVELOPER_PATH, userPath('u')];
      const requests = paths.flatMap((path) =>
        methods.map((method) => ({ method, path, headers })),
      );
      return refusesAll(context, 405, requests);
    },
  },
];
