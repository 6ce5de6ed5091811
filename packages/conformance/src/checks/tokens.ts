/** P-TOK-1 to P-TOK-4: the token endpoints. */
import type { Check } from '../check.js';
import type { Scene } from '../peers/scene.js';
import {
  ask,
  DEVELOPER_PATH,
  headersOf,
  type TokenAnswer,
  type TokenRequest,
  userPath,
} from '../token-client.js';
import { demand, demandSame, shown } from '../verdict.js';

const TOKEN_LINE = /^\{"token":"[^"\\\r\n]+"\}$/;

function demandToken(answer: TokenAnswer, what: string): void {
  const isToken = answer.status === 200 && TOKEN_LINE.test(answer.text);
  demand(isToken, `${what}: ${answer.status} ${shown(hidden(answer.text))}`);
}

/** A report is no place for a token. */
function hidden(text: string): string {
  return text.replace(/[\w-]{12,}/g, '…');
}

async function answersWithTokens(scene: Scene, path: string): Promise<string> {
  const headers = headersOf(scene.developer);
  const requests: readonly [string, TokenRequest][] = [
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
  for (const [what, request] of requests) demandToken(await ask(scene.settings, request), what);
  return `200 {"token":"…"} for ${requests.length} kinds of body`;
}

async function headersInAnyCase(scene: Scene): Promise<string> {
  const { id, key } = scene.developer;
  const spellings = [
    ['dev-id', 'x-api-key'],
    ['DEV-ID', 'X-API-KEY'],
    ['Dev-Id', 'X-Api-Key'],
    ['dEV-iD', 'x-API-key'],
  ] as const;
  for (const [devId, apiKey] of spellings) {
    for (const path of [DEVELOPER_PATH, userPath('u')]) {
      const headers = { [devId]: id, [apiKey]: key };
      demandToken(await ask(scene.settings, { path, headers }), `${devId}, ${apiKey}`);
    }
  }
  return `${spellings.length} spellings taken`;
}

function basic(id: string, key: string, scheme = 'Basic'): Record<string, string> {
  return { authorization: `${scheme} ${Buffer.from(`${id}:${key}`).toString('base64')}` };
}

async function refusesAll(
  scene: Scene,
  status: number,
  requests: readonly TokenRequest[],
): Promise<string> {
  const texts = new Set<string>();
  for (const request of requests) {
    const answer = await ask(scene.settings, request);
    const what = `${request.method ?? 'POST'} ${request.path} ${Object.keys(request.headers ?? {})}`;
    demand(answer.status === status, `${what}: ${answer.status} instead of ${status}`);
    texts.add(answer.text);
  }
  if (status === 403) demandSame(texts.size, 1, 'different answers to wrong credentials');
  return `${requests.length} of ${requests.length} got ${status}`;
}

function incomplete(scene: Scene): TokenRequest[] {
  const { id, key } = scene.developer;
  const full = headersOf(scene.developer);
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
    { path: 'auth/user', headers: full },
    { path: 'auth/user?id=', headers: full },
    { path: 'auth/user?name=u', headers: full },
  ];
}

function wrongCredentials(scene: Scene): TokenRequest[] {
  const { id, key } = scene.developer;
  const pairs = [
    [id, `${key}x`],
    [id, key.slice(1)],
    [id, scene.other.key],
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
    title: 'makes user tokens, whatever the body',
    expected: '200 {"token":"…"} on a single line',
    run: (scene) => answersWithTokens(scene, userPath('u')),
  },
  {
    id: 'tokens.developer',
    rule: 'P-TOK-1',
    title: 'makes developer tokens, whatever the body',
    expected: '200 {"token":"…"} on a single line',
    run: (scene) => answersWithTokens(scene, DEVELOPER_PATH),
  },
  {
    id: 'tokens.header-case',
    rule: 'P-TOK-2',
    title: 'takes the headers in any letter case',
    expected: '200 for each spelling',
    run: headersInAnyCase,
  },
  {
    id: 'tokens.basic',
    rule: 'P-TOK-2',
    title: 'takes HTTP Basic',
    expected: '200 for Basic dev-id:api-key',
    run: async (scene) => {
      const { id, key } = scene.developer;
      for (const path of [DEVELOPER_PATH, userPath('u')]) {
        for (const scheme of ['Basic', 'basic']) {
          demandToken(await ask(scene.settings, { path, headers: basic(id, key, scheme) }), scheme);
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
    run: (scene) => refusesAll(scene, 400, incomplete(scene)),
  },
  {
    id: 'tokens.malformed-id',
    rule: 'P-TOK-3',
    title: 'refuses a user id whose percent-encoding is broken',
    expected: '400',
    run: (scene) => {
      const headers = headersOf(scene.developer);
      const ids = ['%', '%E0%A4%A', '%zz', '%ff'];
      return refusesAll(
        scene,
        400,
        ids.map((id) => ({ path: `auth/user?id=${id}`, headers })),
      );
    },
  },
  {
    id: 'tokens.forbidden',
    rule: 'P-TOK-3',
    title: 'refuses wrong credentials without saying which part was wrong',
    expected: '403, one text for all',
    run: (scene) => refusesAll(scene, 403, wrongCredentials(scene)),
  },
  {
    id: 'tokens.other-path',
    rule: 'P-TOK-4',
    title: 'knows no other path',
    expected: '404',
    run: (scene) => {
      const headers = headersOf(scene.developer);
      const paths = ['auth', 'auth/', 'auth/users?id=u', 'auth/developer/x', 'no/such/path'];
      return refusesAll(
        scene,
        404,
        paths.map((path) => ({ path, headers })),
      );
    },
  },
  {
    id: 'tokens.other-method',
    rule: 'P-TOK-4',
    title: 'makes tokens for POST alone',
    expected: '405',
    run: (scene) => {
      const headers = headersOf(scene.developer);
      const methods = ['GET', 'PUT', 'DELETE', 'PATCH'];
      const paths = [DEVELOPER_PATH, userPath('u')];
      const requests = paths.flatMap((path) =>
        methods.map((method) => ({ method, path, headers })),
      );
      return refusesAll(scene, 405, requests);
    },
  },
];
