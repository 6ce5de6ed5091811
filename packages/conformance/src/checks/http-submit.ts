/** P-HTTP-1 to P-HTTP-5: readings over plain HTTP. Skipped for a server without `POST /submit`. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import type { TestContext } from '../context/test-context.js';
import type { TestStream } from '../context/test-stream.js';
import { developerToken, type HttpAnswer, sendRequest } from '../http-client.js';
import { assert, assertSame, formatValue, NotApplicable } from '../verdict.js';
import { expectClose } from './expect-close.js';

const PATH = 'submit';
const EVENT = '{"t":"HEART_RATE","d":{}}';

const MALFORMED = [
  '',
  ' ',
  '[]',
  'null',
  '7',
  '"{}"',
  '[7]',
  '[[]]',
  '{',
  '{}',
  '[{"t":"X","d":{}}',
  '[{"t":"X","d":{}},]',
  '[{"t":"X","d":{}}{"t":"X","d":{}}]',
  '{"t":"X","d":{}} {"t":"X","d":{}}',
  '{"t":"","d":{}}',
  '{"t":7,"d":{}}',
  '{"t":"X"}',
  '{"t":"X","d":[]}',
  '{"t":"X","d":null}',
  '{"op":5,"t":"X","d":{}}',
  '{"t":"X","d":{"val":1e999}}',
  '[{"t":"X","d":{"val":1}},{"t":"X","d":{"val":}}]',
];

interface Post {
  readonly token?: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Throws `NotApplicable` if the server has no such path. */
async function post(context: TestContext, { token, body, headers }: Post): Promise<HttpAnswer> {
  const answer = await sendRequest(context.settings, {
    path: PATH,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      'content-type': 'application/json',
      ...headers,
    },
    body,
  });
  if (answer.status === 404) throw new NotApplicable('the server has no POST /submit');
  return answer;
}

async function assertStatus(context: TestContext, request: Post, status: number, what: string) {
  assertSame((await post(context, request)).status, status, `the status for ${what}`);
}

/** Asserts that the events were stored with these seqs; the answer may have further members. */
function assertSeqs({ status, text }: HttpAnswer, first: number, last: number): void {
  assert(status === 200, `${status} ${formatValue(text)} instead of 200`);
  const { first_seq, last_seq } = JSON.parse(text) as { first_seq?: unknown; last_seq?: unknown };
  assertSame([first_seq, last_seq], [first, last], 'first_seq and last_seq');
}

interface Target {
  readonly stream: TestStream;
  readonly token: string;
}

/** Opens a stream and requests another token for its user. */
async function openTarget(context: TestContext): Promise<Target> {
  const stream = await context.stream();
  return { stream, token: await context.producerToken(stream.user) };
}

async function expectNext(stream: TestStream, d: string, t: string): Promise<void> {
  const { text } = await stream.consumer.nextDispatch('the DISPATCH of a post');
  stream.seq++;
  assertSame(text, stream.dispatchText(stream.seq, d, t), 'the DISPATCH');
}

async function stores(context: TestContext): Promise<string> {
  const { stream, token } = await openTarget(context);
  const bodies = [
    ['application/json', ' {"t":"HEART_RATE","d":{"val": 83.0}} ', 1],
    [
      'application/json',
      '[{"d":{"val": 83.0},"t":"HEART_RATE"} ,\n{"t":"HEART_RATE","d":{"val": 83.0}}]',
      2,
    ],
    [
      'application/x-ndjson',
      '{"t":"HEART_RATE","d":{"val": 83.0}}\r\n\n{"t":"HEART_RATE","d":{"val": 83.0}}',
      2,
    ],
  ] as const;
  for (const [type, body, count] of bodies) {
    const first = stream.seq + 1;
    const answer = await post(context, { token, body, headers: { 'content-type': type } });
    assertSeqs(answer, first, first + count - 1);
    for (let i = 0; i < count; i++) await expectNext(stream, '{"val": 83.0}', '"HEART_RATE"');
  }
  return 'an object, an array and lines: 200 with their seqs, and DISPATCH with the same bytes';
}

async function keepsSession(context: TestContext): Promise<string> {
  const { stream, token } = await openTarget(context);
  for (let i = 0; i < 3; i++) {
    assertSeqs(await post(context, { token, body: EVENT }), stream.seq + 1, stream.seq + 1);
    await expectNext(stream, '{}', '"HEART_RATE"');
  }
  const { reusableTokens } = context.settings;
  if (!reusableTokens) {
    const client = await context.open();
    client.send({ op: 3, d: { token, type: Role.Producer } });
    await expectClose(client, CloseCode.InvalidToken);
  }
  const ofDeveloper = await developerToken(context.settings, context.developer);
  for (const other of [ofDeveloper, 'no-such-token']) {
    await assertStatus(context, { token: other, body: EVENT }, 403, 'another token');
  }
  await assertStatus(context, { body: EVENT }, 401, 'no token');
  const headers = { 'content-type': 'text/plain' };
  await assertStatus(context, { token, body: EVENT, headers }, 415, 'another Content-Type');
  const get = await sendRequest(context.settings, { method: 'GET', path: PATH });
  assertSame(get.status, 405, 'the status for GET');
  const atIdentify = reusableTokens ? '' : ' 4001 for it at IDENTIFY;';
  return `three posts with one token;${atIdentify} 403, 401, 415 and 405 for other requests`;
}

async function refusesMalformed(context: TestContext): Promise<string> {
  const { stream, token } = await openTarget(context);
  for (const body of MALFORMED) {
    await assertStatus(context, { token, body }, 400, formatValue(body));
  }
  assertSeqs(await post(context, { token, body: EVENT }), stream.seq + 1, stream.seq + 1);
  await expectNext(stream, '{}', '"HEART_RATE"');
  return `${MALFORMED.length} of ${MALFORMED.length} answered with 400, and nothing was stored`;
}

async function storesOnce(context: TestContext): Promise<string> {
  const { stream, token } = await openTarget(context);
  const headers = { 'idempotency-key': 'a-key-of-the-client' };
  const body = '[{"t":"X","d":{"n":1}},{"t":"X","d":{"n":2}}]';
  const first = stream.seq + 1;
  const keyed = { token, body, headers };
  const answers = await Promise.all([1, 2, 3].map(() => post(context, keyed)));
  answers.push(await post(context, keyed));
  for (const answer of answers) assertSeqs(answer, first, first + 1);
  await assertStatus(context, { token, body: EVENT, headers }, 422, 'another body');
  for (const n of [1, 2]) await expectNext(stream, `{"n":${n}}`, '"X"');
  assertSeqs(await post(context, { token, body: EVENT }), stream.seq + 1, stream.seq + 1);
  await expectNext(stream, '{}', '"HEART_RATE"');
  return `${answers.length} requests with one key: the same seqs, stored once`;
}

export const httpSubmitChecks: readonly Check[] = [
  {
    id: 'http.stores',
    rule: 'P-HTTP-1',
    title: 'stores posted events and answers with their seqs',
    expected: '200 with first_seq and last_seq, and DISPATCH with the same bytes',
    run: stores,
  },
  {
    id: 'http.session',
    rule: 'P-HTTP-2',
    title: 'accepts several posts with one user token, which is then valid for nothing else',
    expected: '200 each; close 4001 at IDENTIFY; 403 for any other token, 401 without one',
    run: keepsSession,
  },
  {
    id: 'http.malformed',
    rule: 'P-HTTP-3',
    title: 'refuses a body with an invalid event and stores nothing of it',
    expected: '400, and no event',
    run: refusesMalformed,
  },
  {
    id: 'http.idempotency',
    rule: 'P-HTTP-5',
    title: 'stores a post with an Idempotency-Key once',
    expected: '200 with the same seqs each time, each event once; 422 for another body',
    run: storesOnce,
  },
];
