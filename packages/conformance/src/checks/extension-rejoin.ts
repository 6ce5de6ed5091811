/** P-EXT-13: REJOIN with a token for the next connection. */
import { CloseCode, Role } from '@wearwire/protocol';
import type { Check } from '../check.js';
import {
  identifyWithExtensions,
  type NegotiatedSession,
  openWithExtensions,
} from '../context/negotiation.js';
import type { TestClient } from '../context/test-client.js';
import type { TestContext } from '../context/test-context.js';
import { submit } from '../context/test-stream.js';
import { assert, assertSame, formatValue } from '../verdict.js';
import { expectClose } from './expect-close.js';

const REQUESTED = { extensions: ['rejoin'] } as const;

async function receiveRejoinToken(client: TestClient): Promise<string> {
  const text = await client.nextFrame('REJOIN');
  const { op, d } = JSON.parse(text) as {
    op: number;
    d?: { token?: unknown; good_for_ms?: unknown };
  };
  assert(op === 68 && typeof d?.token === 'string', `${formatValue(text)} instead of REJOIN`);
  assert(Number.isSafeInteger(d?.good_for_ms), `good_for_ms of ${formatValue(text)}`);
  return String(d?.token);
}

/** Opens a connection and identifies with the token of a REJOIN. */
async function rejoin(context: TestContext, token: string, type: Role): Promise<TestClient> {
  const client = await openWithExtensions(context, REQUESTED);
  client.startHeartbeats(context.settings.intervalMs / 4);
  client.send({ op: 3, d: { token, type } });
  return client;
}

async function cutAndRejoin(
  context: TestContext,
  { client }: NegotiatedSession,
  type: Role,
): Promise<TestClient> {
  const token = await receiveRejoinToken(client);
  await client.cut();
  const again = await rejoin(context, token, type);
  const text = await again.nextFrame('READY');
  assertSame((JSON.parse(text) as { op: unknown }).op, 4, 'op of the answer to IDENTIFY');
  const next = await receiveRejoinToken(again);
  assert(next !== token, 'REJOIN with the same token again');
  const second = await rejoin(context, token, type);
  await expectClose(second, CloseCode.InvalidToken);
  return again;
}

async function acceptsTokenOnce(context: TestContext): Promise<string> {
  const user = context.newUser();
  const producer = await identifyWithExtensions(context, Role.Producer, { ...REQUESTED, user });
  const again = await cutAndRejoin(context, producer, Role.Producer);
  const consumer = await cutAndRejoin(
    context,
    await identifyWithExtensions(context, Role.Consumer, REQUESTED),
    Role.Consumer,
  );
  again.send(submit('{"val":1}'));
  assertSame((await consumer.nextDispatch()).uid, user, 'uid of the rejoined producer');
  return 'READY with the token of a cut connection, as the same user; 4001 for its second use';
}

async function refusesOtherRole(context: TestContext): Promise<string> {
  const { client } = await identifyWithExtensions(context, Role.Producer, REQUESTED);
  const token = await receiveRejoinToken(client);
  await expectClose(await rejoin(context, token, Role.Consumer), CloseCode.InvalidToken);
  return 'close 4001';
}

export const rejoinChecks: readonly Check[] = [
  {
    id: 'extensions.rejoin',
    rule: 'P-EXT-13',
    title: 'accepts the token of the previous connection once',
    expected: 'READY, then 4001 for the same token',
    run: acceptsTokenOnce,
  },
  {
    id: 'extensions.rejoin-kind',
    rule: 'P-EXT-13',
    title: "refuses a producer's rejoin token with type 1",
    expected: 'close 4001',
    run: refusesOtherRole,
  },
];
